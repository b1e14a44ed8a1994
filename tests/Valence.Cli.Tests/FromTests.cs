using System.Text.Json;

namespace Valence.Cli.Tests;

/// <summary><c>train --from</c>: a model goes on learning from other texts.</summary>
public sealed class FromTests : IDisposable
{
    // Words with nothing in common, more than few texts show.
    private static readonly string[] Good = Words(1), Bad = Words(2);

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string[] Words(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 40).Select(_ => string.Concat(Enumerable.Range(0, 7).Select(_ =>
            (char)('a' + random.Next(26)))))];
    }

    // Texts of a domain, with a third class where there is one.
    private string Texts(string name, string domain, int count, bool hasNeutral = false, int seed = 1)
    {
        var random = new Random(seed);
        return _folder.Write(name, "text,label\n" + string.Concat(Enumerable.Range(0, count).Select(i =>
        {
            var kind = hasNeutral ? i % 3 : i % 2;
            var word = kind == 2 ? $"when{random.Next(4)}" : (kind == 0 ? Good : Bad)[random.Next(40)];
            return $"{domain}{random.Next(20)} {word} {domain}{random.Next(20)} n{i},"
                + $"{(kind == 2 ? "neutral" : kind == 0 ? "positive" : "negative")}\n";
        })));
    }

    private string Old(string recipe = "linear", params string[] more)
    {
        Answer.To(["train", Texts("films.csv", "film", 600), "--model", _folder["old.valence"], "--recipe", recipe,
            .. more])
            .Succeeded();
        return _folder["old.valence"];
    }

    private Answer From(string model, string file, params string[] more) => Answer.To(["train", file, "--from", model,
        "--model", _folder["new.valence"], .. more]);

    [Theory]
    [InlineData("linear")]
    [InlineData("fasttext")]
    public void A_model_goes_on_and_its_earlier_figures_stand_beside(string recipe)
    {
        var old = Old(recipe, recipe == "linear" ? [] : ["--epochs", "10", "--learning-rate", "0.02"]);
        var bytes = File.ReadAllBytes(old);
        var flights = Texts("flights.csv", "flight", 150, hasNeutral: true);
        string[] steps = recipe == "linear" ? [] : ["--epochs", "3", "--learning-rate", "0.02"];
        var answer = From(old, flights, [.. steps, "--validation-split", "0.4"]).Succeeded();
        Assert.Equal(bytes, File.ReadAllBytes(old));
        Assert.Contains("New labels: neutral.", answer.Lines);
        Assert.Contains(answer.Lines, line => line.StartsWith("before ", StringComparison.Ordinal)
            && line.EndsWith("of 60 held-out texts right", StringComparison.Ordinal));
        Assert.Contains(answer.Lines, line => line.StartsWith("fresh ", StringComparison.Ordinal));
        Assert.DoesNotContain("does not help", answer.Output);
        Assert.Contains(answer.Lines, line => line.StartsWith($"{recipe} ", StringComparison.Ordinal));
        Assert.EndsWith($"valence compare {old} {_folder["new.valence"]} --data FILE", answer.Lines[^1]);
        var facts = Answer.To("inspect", _folder["new.valence"]).Succeeded().Output;
        Assert.Contains($"--recipe {recipe}", facts);
        Assert.Contains($" --from {old}", facts);
        Assert.Contains("recipe before", facts);
        // The texts of both trainings are known again.
        Assert.Contains("all 150 rows", Answer.To("evaluate", _folder["new.valence"], flights).Succeeded().Output);
        Assert.Contains("all 600 rows",
            Answer.To("evaluate", _folder["new.valence"], _folder["films.csv"]).Succeeded().Output);
        Assert.Equal("positive", Answer.To("predict", _folder["new.valence"], $"film3 {Good[0]}").Succeeded().Lines[0]
            .Split(' ')[0]);
        var json = JsonDocument.Parse(From(old, flights, [.. steps, "--json"]).Succeeded().Lines[^1]).RootElement;
        Assert.Equal("before", json.GetProperty("tried")[0].GetProperty("recipe").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("tried")[0].GetProperty("loss").ValueKind);
        Assert.Single(From(old, flights, [.. steps, "--quiet"]).Succeeded().Lines);
    }

    [Fact]
    public void How_the_earlier_texts_were_read_says_nothing_of_these()
    {
        Answer.To("train", _folder.Write("semi.csv", File.ReadAllText(Texts("a.csv", "film", 100)).Replace(',', ';')),
            "--delimiter", ";", "--model", _folder["old.valence"], "--recipe", "linear").Succeeded();
        Assert.Contains("Texts read by", Answer.To("inspect", _folder["old.valence"]).Succeeded().Output);
        From(_folder["old.valence"], Texts("b.csv", "flight", 100)).Succeeded();
        Assert.DoesNotContain("Texts read by", Answer.To("inspect", _folder["new.valence"]).Succeeded().Output);
    }

    [Fact]
    public void A_file_of_the_first_version_goes_on_and_its_doubts_are_told()
    {
        var answer = From(Trained.Earlier(_folder, "earlier.valence"), Texts("b.csv", "flight", 100, hasNeutral: true),
            "--epochs", "2").Succeeded();
        Assert.Contains("earlier.valence: nothing ties the network", answer.Error);
        Assert.Contains("The earlier model does not know the texts of its training: nor does this one.", answer.Lines);
        Assert.Contains(" --from ", Answer.To("inspect", _folder["new.valence"]).Succeeded().Output);
    }

    [Fact]
    public void A_page_and_a_test_are_made_as_without_it()
    {
        var answer = From(Old(), Texts("flights.csv", "flight", 300, hasNeutral: true), "--test-split", "0.2",
            "--report", _folder["page.md"]).Succeeded();
        Assert.Contains(" Test: accuracy ", answer.Output);
        Assert.Contains("before", File.ReadAllText(_folder["page.md"]));
        Answer.To("train", _folder["flights.csv"], "--from", _folder["old.valence"], "--model", _folder["new.valence"],
            "--report", _folder["old.valence"]).Failed(2, "--report");
    }

    [Fact]
    public void A_training_that_broke_off_goes_on_with_the_same_earlier_model_alone()
    {
        var (old, flights) = (Old("fasttext"), Texts("flights.csv", "flight", 120));
        using var source = new CancellationTokenSource();
        using var output = new CancellingWriter("Epoch 2/", source);
        using var error = new StringWriter();
        Assert.Equal(130, CommandLine.Run(["train", flights, "--from", old, "--model", _folder["new.valence"],
            "--epochs", "3"], new MemoryStream(), output, error, source.Token));
        Answer.To("train", flights, "--recipe", "fasttext", "--model", _folder["new.valence"], "--epochs", "3",
            "--resume").Failed(2, "texts, cleaning or first weights");
        From(old, flights, "--epochs", "3", "--resume").Succeeded();
        var resumed = File.ReadAllBytes(_folder["new.valence"]);
        From(old, flights, "--epochs", "3").Succeeded();
        Assert.Equal(Predictions(resumed), Predictions(File.ReadAllBytes(_folder["new.valence"])));

        string Predictions(byte[] model) => Answer.To("predict", _folder.Write("m.valence", model),
            $"flight1 {Good[1]}", "--json").Succeeded().Output;
    }

    [Fact]
    public void What_does_not_fit_is_wrong_usage()
    {
        var (old, flights) = (Old(), Texts("flights.csv", "flight", 60));
        From(old, flights, "--recipe", "fasttext").Failed(2, "--recipe fasttext", "of the recipe linear");
        From(old, flights, "--task", "number").Failed(2, "--task number", "one class of 2");
        From(old, flights, "--cleaning", "tweets").Failed(2, "--cleaning: ", "prepares texts as before");
        From(old, flights, "--split", "character").Failed(2, "--split: ", "prepares texts as before");
        From(old, flights, "--minutes", "1").Failed(2, "--minutes", "--from");
        From(old, flights, "--epochs", "2").Failed(2, "--epochs belongs to the training of one network",
            "linear model");
        From(_folder["none.valence"], flights).Failed(2, "none.valence");
        From("", flights).Failed(2, "empty");
        From(flights, flights).Failed(2, "--from", "also FILE");
        From(_folder["films.csv"], flights).Failed(2, "expected a Valence classifier");
        From(old, old).Failed(2, "--from", "also FILE");
        Answer.To("train", flights, "--from", old, "--model", old).Failed(2, "--from", "also --model",
            "Give another name");
        Assert.False(File.Exists(_folder["new.valence"]));
        Answer.To("predict", old, "a lovely film1").Succeeded();
    }

    [Fact]
    public void Labels_of_another_kind_are_told_with_their_line()
    {
        var numbers = _folder.Write("numbers.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"word{i % 5} n{i},{i % 5}\n")));
        Answer.To("train", numbers, "--task", "number", "--recipe", "linear", "--model", _folder["stars.valence"])
            .Succeeded();
        From(_folder["stars.valence"], Texts("flights.csv", "flight", 60)).Failed(2, "has the label 'positive'",
            "expected a number");
        From(_folder["stars.valence"], numbers).Failed(2, "it knows all 60");
        From(_folder["stars.valence"], Other(numbers)).Succeeded();
        _folder.Write("several.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"word{i % 3} n{i},{(i % 3 == 2 ? "a;b" : i % 3 == 1 ? "b" : "")}\n")));
        Answer.To("train", _folder["several.csv"], "--label-separator", ";", "--recipe", "linear", "--model",
            _folder["several.valence"]).Succeeded();
        From(_folder["several.valence"], _folder["flights.csv"]).Failed(2, "labels");
        From(_folder["several.valence"], Other(_folder["several.csv"]), "--label-separator", ";").Succeeded();

        string Other(string path) => _folder.Write("other.csv", File.ReadAllText(path).Replace("word", "again word"));
    }
}
