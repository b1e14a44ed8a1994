using System.Globalization;
using System.Text.Json;

namespace Valence.Cli.Tests;

public sealed class PredictTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Predict(params string[] more) => Answer.To(["predict", Trained.Model(_folder), .. more]);

    [Fact]
    public void Predict_answers_one_aligned_line_a_text()
    {
        var lines = Predict("a great film", "an awful film", "zebra").Succeeded().Lines;
        Assert.Matches(@"^positive   [01]\.\d{4}  a great film$", lines[0]);
        Assert.Matches(@"^negative   [01]\.\d{4}  an awful film$", lines[1]);
        Assert.Equal("(nothing to read)  zebra", lines[2]);
        Assert.Equal(lines[0].IndexOf("a great", StringComparison.Ordinal),
            lines[2].IndexOf("zebra", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_has_a_line_a_text_with_the_probability_of_every_class()
    {
        var lines = Predict("a great film", "an awful film", "--json")
            .Succeeded().Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.Equal("positive", lines[0].GetProperty("label").GetString());
        foreach (var line in lines)
        {
            var probabilities = line.GetProperty("probabilities");
            Assert.Equal(["negative", "positive"], probabilities.EnumerateObject().Select(member => member.Name));
            Assert.Equal(1, probabilities.EnumerateObject().Sum(member => member.Value.GetDouble()), 5);
            Assert.Equal(line.GetProperty("probability").GetSingle(),
                probabilities.GetProperty(line.GetProperty("label").GetString()!).GetSingle());
        }
    }

    [Fact]
    public void Another_threshold_gives_other_answers_of_two_classes()
    {
        Assert.StartsWith("negative", Predict("a great film", "--threshold", "1").Succeeded().Output);
        Assert.StartsWith("positive", Predict("an awful film", "--threshold", "0").Succeeded().Output);
        Predict("a great film", "--threshold", "1.5").Failed(2, "--threshold: expected a number from 0 to 1");
        var all = Answer.To("evaluate", Trained.Model(_folder), _folder.Reviews(8), "--threshold", "1", "--json");
        Assert.Equal(0.5, JsonDocument.Parse(all.Succeeded().Output).RootElement.GetProperty("accuracy").GetDouble());
        var three = _folder.Write("three.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 30)
            .Select(i => $"{"abc"[i % 3]}{"abc"[i % 3]} word,{"abc"[i % 3]}\n")));
        Answer.To("train", three, "--model", _folder["three"], "--recipe", "linear").Succeeded();
        Answer.To("predict", _folder["three"], "aa word", "--threshold", "0.4")
            .Failed(2, "--threshold", "one class of 3", "Leave --threshold out");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("zebra quagga")]
    [InlineData("<br/>")]
    [InlineData("\0\ud800")]
    public void A_text_without_known_words_has_nothing_to_read(string text)
    {
        Assert.StartsWith("(nothing to read)", Predict(text).Succeeded().Output);
        var json = JsonDocument.Parse(Predict(text, "--json").Succeeded().Output).RootElement;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("label").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("probability").ValueKind);
        Assert.Equal("nothing to read", json.GetProperty("note").GetString());
    }

    [Fact]
    public void A_dash_reads_one_text_a_line_from_standard_input()
    {
        var answer = Answer.ToInput("a great film\r\n\nan awful film", "predict", Trained.Model(_folder), "-")
            .Succeeded();
        Assert.Equal(3, answer.Lines.Length);
        Assert.StartsWith("positive", answer.Lines[0]);
        Assert.StartsWith("(nothing to read)", answer.Lines[1]);
        Assert.StartsWith("negative", answer.Lines[2]);
    }

    [Fact]
    public void Standard_input_without_a_line_has_no_answers() =>
        Assert.Empty(Answer.ToInput("", "predict", Trained.Model(_folder), "-").Succeeded().Output);

    [Fact]
    public void Texts_and_a_file_together_are_wrong_usage() =>
        Predict("great", "--file", "a.txt").Failed(2, "either texts or --file");

    [Fact]
    public void A_file_among_the_texts_is_no_text()
    {
        var file = _folder.Write("new.txt", "a great film\n");
        Predict(file).Failed(2, "which is a file", $"--file {file}");
        Predict("a great film", file).Failed(2, "which is a file");
        Assert.Equal(2, Answer.ToInput($"a great film\n{file}\n", "predict", Trained.Model(_folder), "-").Succeeded()
            .Lines.Length);
    }

    [Fact]
    public void Neither_texts_nor_a_file_is_wrong_usage() => Predict().Failed(2, "--file");

    [Fact]
    public void A_dash_among_texts_is_wrong_usage() => Predict("great", "-").Failed(2, "'-' alone");

    [Fact]
    public void A_text_may_begin_with_an_at_sign() =>
        Assert.EndsWith("@united great\n", Predict("@united great").Succeeded().Output.ReplaceLineEndings("\n"));

    [Fact]
    public void An_option_that_does_not_exist_is_not_taken_for_a_text() =>
        Predict("--humidity", "1").Failed(2, "no option '--humidity'", "'--'");

    [Fact]
    public void A_text_may_begin_with_a_dash_after_two_dashes() =>
        Assert.Single(Predict("--", "--great film").Succeeded().Lines);

    [Fact]
    public void A_review_of_five_megabytes_is_answered_on_one_short_line()
    {
        var review = string.Concat(Enumerable.Repeat("great lovely film\n", 5_000_000 / 18));
        var file = _folder.Write("long/0.txt", review);
        var answer = Answer.To("predict", Trained.Model(_folder), "--file",
            Path.GetDirectoryName(Path.GetDirectoryName(file))!).Succeeded();
        Assert.StartsWith("positive", answer.Output);
        Assert.InRange(answer.Lines[0].Length, 50, 140);
        Assert.Single(answer.Lines);
    }

    [Fact]
    public void Control_characters_of_a_text_do_not_reach_the_terminal() =>
        Assert.DoesNotContain("\u001b", Predict("great \u001b[31m film").Succeeded().Output);

    [Fact]
    public void A_shortened_text_does_not_end_in_half_a_character()
    {
        var output = Predict(new string('x', 99) + string.Concat(Enumerable.Repeat("😀", 9))).Succeeded().Output;
        Assert.Contains("😀…", output);
    }

    [Fact]
    public void The_answer_is_the_same_alone_and_among_others()
    {
        var others = Enumerable.Range(0, 300).Select(i => $"the film number{i} was great");
        var alone = Predict("a lovely film", "--json").Succeeded().Lines[0];
        Assert.Equal(alone,
            Answer.ToInput(string.Join('\n', [.. others, "a lovely film"]), "predict", Trained.Model(_folder), "-",
                "--json").Succeeded().Lines[^1]);
    }

    [Fact]
    public void The_reference_backend_gives_the_same_labels()
    {
        string[] texts = ["a great film", "an awful film", "the film", "lovely boring", ""];
        Assert.Equal(
            Predict(texts).Succeeded().Lines.Select(line => line.Split(' ')[0]),
            Predict([.. texts, "--backend", "reference"]).Succeeded().Lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void A_decimal_comma_of_the_machine_changes_nothing()
    {
        var texts = _folder.Reviews();
        var path = Trained.Model(_folder);
        string[] All() =>
        [
            Predict("a great film", "zebra").Succeeded().Output, Predict("great", "--json").Succeeded().Output,
            Answer.To("evaluate", path, texts).Succeeded().Output, Answer.To("evaluate", path, texts, "--json")
                .Succeeded().Output, Answer.To("summary", path).Succeeded().Output,
            Answer.To("train", texts, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "1",
                "--validation-split", "0.25",
                "--threshold", "0.75", "--json").Succeeded().Output,
        ];

        var expected = All();
        var before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
            (culture.NumberFormat.PercentDecimalSeparator, culture.NumberFormat.NegativeSign) = (",", "\u2212");
            CultureInfo.CurrentCulture = culture;
            Assert.Equal("0,5", 0.5.ToString());
            Assert.Equal(expected, All());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
