using System.Text.Json;

namespace Valence.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(string file, params string[] more) =>
        Answer.To(["train", file, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "2", .. more]);

    [Fact]
    public void Train_checks_the_data_trains_and_writes_one_file()
    {
        var answer = Train(_folder.Reviews()).Succeeded();
        Assert.Equal("Rows: 40. Classes: 2 (negative 20, positive 20).", answer.Lines[0]);
        Assert.Equal("Texts that repeat an earlier one: none; with another label: none. Empty texts: none.",
            answer.Lines[1]);
        Assert.Equal("Epoch 1/2", answer.Lines[2]);
        Assert.Contains("val_loss: ", answer.Output);
        Assert.StartsWith($"Wrote {_folder["m"]}: 40 texts, 2 classes, ", answer.Lines[^1]);
        Assert.Empty(answer.Error);
        Assert.Equal(["m", "reviews.csv"], _folder.Names);
    }

    [Fact]
    public void An_older_model_is_replaced_and_that_is_told()
    {
        Assert.Empty(Train(_folder.Reviews()).Succeeded().Error);
        var before = File.ReadAllBytes(_folder["m"]);
        var answer = Train(_folder.Reviews(), "--seed", "5", "--json").Succeeded();
        Assert.Contains($"valence: {_folder["m"]} is there already; this training replaces it", answer.Error);
        Assert.NotEqual(before, File.ReadAllBytes(_folder["m"]));
    }

    [Fact]
    public void Two_trainings_of_one_name_leave_the_whole_model_of_one()
    {
        var file = _folder.Reviews();
        Parallel.For(0, 4, seed => Train(file, "--seed", $"{seed}").Succeeded());
        Answer.To("predict", _folder["m"], "a great film").Succeeded();
        Assert.Equal(["m", "reviews.csv"], _folder.Names);
    }

    [Fact]
    public void Train_tells_of_repeated_contradicting_and_empty_texts()
    {
        var file = _folder.Write("a.csv", "text,label\ngood,1\nbad,0\ngood,1\nbad,1\n\"\",0\n\" \",1\n");
        var answer = Train(file).Succeeded();
        Assert.Equal("Texts that repeat an earlier one: 2 (first: line 4); with another label: 1 (first: line 5). "
            + "Empty texts: 2 (first: line 6).", answer.Lines[1]);
        var records = _folder.Write("a.json", "[\n{\n\"text\": \"good\",\n\"label\": 1\n},\n{\n\"text\": \"good\",\n"
            + "\"label\": 0\n}\n]\n");
        Assert.Contains("with another label: 1 (first: line 6)", Train(records).Succeeded().Output);
        Assert.Contains("with another label: 1 (first: row 2)", Train(_folder.Write("c.json",
            File.ReadAllText(records).Replace("\n", ""))).Succeeded().Output);
        foreach (var label in (string[])["0", "1"]) _folder.Write($"b/{label}/1.txt", "good");
        Assert.Contains("with another label: 1 (first: file 2)", Train(_folder["b"]).Succeeded().Output);
    }

    [Fact]
    public void Four_reviews_train_and_nothing_is_held_out()
    {
        var answer = Train(_folder.Reviews(4)).Succeeded();
        Assert.Contains("No rows were held out", answer.Output);
        Assert.DoesNotContain("val_loss", answer.Output);
    }

    [Theory]
    [InlineData(4, "0.5", "Validation has 2 rows: its figures prove nothing.")]
    [InlineData(10, "0.1", "Validation has 1 row: its figures prove nothing.")]
    [InlineData(100, "0.29", "Validation has 29 rows: its figures prove nothing.")]
    public void A_small_validation_proves_nothing(int rows, string part, string sentence) =>
        Assert.Contains(sentence, Train(_folder.Reviews(rows), "--validation-split", part, "--batch-size", "32")
            .Succeeded().Lines);

    [Theory]
    [InlineData(60, true)]
    [InlineData(98, true)]
    [InlineData(100, false)]
    public void A_validation_of_thirty_rows_is_not_doubted_and_what_needs_fifty_is_said(int rows, bool isSaid)
    {
        var output = Train(_folder.Reviews(rows), "--validation-split", "0.5", "--batch-size", "32").Succeeded().Output;
        Assert.DoesNotContain("prove", output);
        Assert.Equal(isSaid, output.Contains($"Validation has {rows / 2} rows: --drift and --highest-risk need 50",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Train_prints_json_lines_only_when_asked_for_json()
    {
        var answer = Train(_folder.Reviews(), "--json").Succeeded();
        var lines = answer.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Equal(2, lines[1].GetProperty("epoch").GetInt32());
        Assert.True(float.IsFinite(lines[1].GetProperty("val_loss").GetSingle()));
        Assert.Equal(4, lines[2].GetProperty("validation").GetInt32());
        Assert.Equal(_folder["m"], lines[2].GetProperty("model").GetString());
        Assert.Contains("Epoch 2/2", answer.Error);
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_bytes_for_any_number_of_threads()
    {
        var (file, date) = (_folder.Reviews(), new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "0" });
        foreach (var (name, seed, threads) in new[] { ("a", "7", "1"), ("b", "7", "2"), ("c", "8", "2") })
            (await OwnProcess.Run(date, "train", file, "--model", _folder[name], "--recipe", "fasttext", "--epochs",
                "2", "--seed", seed,
                "--threads", threads)).Succeeded();
        Assert.Equal(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["b"]));
        Assert.NotEqual(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["c"]));
    }

    [Fact]
    public async Task The_date_in_a_model_is_that_of_SOURCE_DATE_EPOCH()
    {
        var file = _folder.Reviews();
        foreach (var seconds in (string[])["1700000000", "1700000001"])
            (await OwnProcess.Run(new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = seconds }, "train", file,
                "--model", _folder[seconds], "--recipe", "fasttext", "--epochs", "1")).Succeeded();
        Assert.Contains("Saved: 2023-11-14@22:13:20", Answer.To("inspect", _folder["1700000000"]).Succeeded().Output);
        Assert.Contains("Saved: 2023-11-14@22:13:21", Answer.To("inspect", _folder["1700000001"]).Succeeded().Output);
    }

    [Fact]
    public void A_rate_that_teaches_nothing_is_refused_and_leaves_no_file()
    {
        Answer.To("train", _folder.Reviews(), "--model", _folder["m"], "--learning-rate", "1000", "--recipe", "mlp")
            .Failed(2, "--learning-rate", "from 1E-45 to 1");
        Assert.Equal(["reviews.csv"], _folder.Names);
    }

    [Fact]
    public void Numbers_as_labels_are_ordered_by_value()
    {
        Train(_folder.Write("a.csv", Folder.Csv(60, "2", "10", "1"))).Succeeded();
        Assert.Contains("Classes: 1, 2, 10", Answer.To("summary", _folder["m"]).Succeeded().Output);
    }

    [Fact]
    public void Three_classes_with_words_as_labels_are_learned()
    {
        Answer.To("train", _folder.Write("a.csv", Folder.Csv(60, "bad", "good", "so so")), "--model", _folder["m"],
            "--recipe", "fasttext", "--learning-rate", "0.05").Succeeded();
        Assert.StartsWith("so so  ", Answer.To("predict", _folder["m"], "the film was average middling")
            .Succeeded().Output);
        Assert.Contains("accuracy", Answer.To("evaluate", _folder["m"], _folder["a.csv"]).Succeeded().Output);
    }

    public static TheoryData<string> Recipes => [.. Classification.Recipes.All.Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Every_recipe_trains_on_a_few_texts_and_answers(string recipe)
    {
        Answer.To(["train", _folder.Reviews(8), "--model", _folder["m"], "--recipe", recipe,
            .. recipe == "linear" ? (string[])[] : ["--epochs", "1"]]).Succeeded();
        Assert.Single(Answer.To("predict", _folder["m"], "a great film").Succeeded().Lines);
    }
}
