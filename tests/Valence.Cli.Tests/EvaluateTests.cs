using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Cli.Tests;

public sealed class EvaluateTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Evaluate(string file, params string[] more) =>
        Answer.To(["evaluate", Trained.Model(_folder), file, .. more]);

    [Fact]
    public void Evaluate_prints_confusion_matrix_report_and_intervals()
    {
        var output = Evaluate(_folder.Reviews()).Succeeded().Output;
        Assert.Contains("negative", output);
        Assert.Contains("precision", output);
        Assert.Contains("f1-score", output);
        Assert.Contains("95 % interval", output);
        Assert.Contains("Wilson", output);
        Assert.Contains("ROC AUC", output);
        Assert.DoesNotContain("\n\n\n", output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Evaluate_answers_json_when_asked()
    {
        var json = JsonDocument.Parse(Evaluate(_folder.Reviews(10), "--json").Succeeded().Output).RootElement;
        Assert.Equal(10, json.GetProperty("confusion").EnumerateArray()
            .Sum(row => row.EnumerateArray().Sum(cell => cell.GetInt32())));
        Assert.InRange(json.GetProperty("accuracy").GetDouble(), 0, 1);
        Assert.Equal(0, json.GetProperty("unread").GetInt32());
    }

    [Fact]
    public void Evaluate_counts_texts_with_nothing_to_read_and_tells_of_them()
    {
        var file = _folder.Write("a.csv", "text,label\ngreat,positive\nzebra,negative\n\"\",positive\n");
        Assert.Contains("Texts with nothing to read: 2 (first: line 3)", Evaluate(file).Succeeded().Output);
        Assert.Equal(2, JsonDocument.Parse(Evaluate(file, "--json").Succeeded().Output).RootElement.GetProperty(
            "unread").GetInt32());
    }

    [Fact]
    public void Evaluate_tells_how_many_rows_were_trained_on()
    {
        var output = Evaluate(_folder.Reviews()).Succeeded().Output;
        Assert.EndsWith("The model was trained with the texts of all 40 rows: these figures are too good. Judge it "
            + "by texts that it has not seen.", output.TrimEnd());
        var mixed = _folder.Write("a.csv", "text,label\n  the film number3 was great lovely ,positive\na great "
            + "film,positive\nan awful film,negative\n");
        Assert.Contains("the texts of 1 of 3 rows", Evaluate(mixed).Succeeded().Output);
        // Beside figures of all rows stand those of the others, as in a file of these alone.
        var others = _folder.Write("c.csv", "text,label\na great film,positive\nan awful film,positive\n");
        var both = _folder.Write("d.csv", File.ReadAllText(others) + "the film number3 was great lovely,positive\n"
            + "the film number2 was awful boring,negative\n");
        Assert.Contains("accuracy     0.7500          0.5000", Evaluate(both).Succeeded().Output);
        Assert.Matches(@"rows +4 +2\s*$", Evaluate(both).Output);
        var json = JsonNode.Parse(Evaluate(both, "--json").Succeeded().Output)!;
        var alone = JsonNode.Parse(Evaluate(others, "--json").Succeeded().Output)!;
        Assert.True(JsonNode.DeepEquals(alone, json["unseen"]), $"{alone} {json["unseen"]}");
        Assert.Null(alone["unseen"]);
        Assert.Equal(1, JsonDocument.Parse(Evaluate(mixed, "--json").Succeeded().Output).RootElement.GetProperty(
            "trained_on").GetInt32());
        var unseen = _folder.Write("b.csv", "text,label\na great film,positive\nan awful film,negative\n");
        Assert.DoesNotContain("trained with", Evaluate(unseen).Succeeded().Output);
    }

    [Fact]
    public void An_older_file_does_not_say_what_it_was_trained_on()
    {
        Trained.Earlier(_folder, "older");
        var answer = Answer.To("evaluate", _folder["older"], _folder.Reviews()).Succeeded();
        Assert.DoesNotContain("trained with", answer.Output);
        Assert.Contains("older: nothing ties the network", answer.Error);
        Assert.Contains("older: nothing ties the network", Answer.To("compare", _folder["older"], _folder["older"],
            "--data", _folder.Reviews()).Succeeded().Error);
        Assert.Equal(JsonValueKind.Null,
            JsonDocument.Parse(Answer.To("evaluate", _folder["older"], _folder.Reviews(), "--json")
                .Succeeded().Output).RootElement.GetProperty("trained_on").ValueKind);
    }

    [Fact]
    public void Labels_of_any_characters_stay_on_their_lines()
    {
        var labels = new[] { "😀 gut", "שלום", "two\nlines\u001b[31m", "👨‍👩‍👧" };
        var rows = Enumerable.Range(0, 40).Select(i => $"\"the film word{i % 4}\",\"{labels[i % 4]}\"\n");
        var file = _folder.Write("labels.csv", $"text,label\n{string.Concat(rows)}");
        Assert.Contains("two⟨U+000A⟩lines⟨U+001B⟩[31m 10",
            Answer.To("train", file, "--model", _folder["labels.valence"], "--recipe", "fasttext", "--epochs",
                "1").Succeeded().Output);
        foreach (var output in (string[])[Answer.To("evaluate", _folder["labels.valence"], file).Succeeded().Output,
            Answer.To("summary", _folder["labels.valence"]).Succeeded().Output])
        {
            Assert.Contains("two⟨U+000A⟩lines⟨U+001B⟩[31m", output);
            foreach (var label in (string[])["😀 gut", "שלום", "👨‍👩‍👧"]) Assert.Contains(label, output);
            Assert.DoesNotContain('\u001b', output);
        }
        Assert.Equal(5, Answer.To("evaluate", _folder["labels.valence"], file).Lines.TakeWhile(line => line.Length > 0)
            .Count());
    }

    [Fact]
    public void An_unknown_label_is_told_with_file_row_and_the_known_ones() =>
        Evaluate(_folder.Write("a.csv", "text,label\ngreat,positive\nfine,neutral\n"))
            .Failed(2, "a.csv: line 3", "'neutral'", "'negative', 'positive'");

    [Fact]
    public void One_class_alone_can_be_evaluated()
    {
        var file = _folder.Write("a.csv", "text,label\ngreat,positive\nlovely,positive\n");
        Assert.Contains("precision", Evaluate(file).Succeeded().Output);
        JsonDocument.Parse(Evaluate(file, "--json").Succeeded().Output);
    }

    [Fact]
    public void A_file_without_rows_is_wrong_input() =>
        Evaluate(_folder.Write("a.csv", "text,label\n")).Failed(2, "a.csv", "no rows");

    [Fact]
    public void A_file_without_labels_is_wrong_input() =>
        Evaluate(_folder.Write("a.csv", "text\ngreat\n")).Failed(2, "a.csv", "label");

    [Fact]
    public void A_missing_file_is_wrong_input() => Evaluate(_folder["none.csv"]).Failed(2, "none.csv");

    [Fact]
    public void Many_classes_fit_a_screen_and_json_has_all_of_them()
    {
        const int classes = 60;
        string Row(int i) => $"the word{i % classes} of text {i},class number {i % classes:D3}";
        var texts = _folder.Write("many.csv", "text,label\n"
            + string.Join('\n', Enumerable.Range(0, 4 * classes).Select(Row)));
        Answer.To("train", texts, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "1").Succeeded();
        // All rows of the first classes only, so that there are some without a row, and two rows of one class.
        var judged = _folder.Write("judged.csv", "text,label\n"
            + string.Join('\n', Enumerable.Range(0, 50).Select(Row).Append(Row(7))));
        var answer = Answer.To("evaluate", _folder["m"], judged).Succeeded();
        Assert.True(answer.Lines.Length < 160, $"{answer.Lines.Length} lines");
        Assert.All(answer.Lines, line => Assert.True(line.Length <= 130, line));
        Assert.Contains("Most confused of 60 classes", answer.Output);
        Assert.Contains("and 40 more classes", answer.Output);
        Assert.Contains("more such sentences", answer.Output);
        var json = JsonNode.Parse(Answer.To("evaluate", _folder["m"], judged, "--json").Succeeded().Output)!;
        Assert.Equal(classes, json["classes"]!.AsArray().Count);
        Assert.Equal(3 * classes,
            json["estimates"]!.AsArray().Count(e => ((string)e!["subject"]!).StartsWith("class")));
        Assert.Equal(51, json["counts"]!.AsArray().Sum(cell => (int)cell![2]!));
        foreach (var cell in json["counts"]!.AsArray())
            Assert.Equal((int)cell![2]!, (int)json["confusion"]![(int)cell[0]!]![(int)cell[1]!]!);
    }
}
