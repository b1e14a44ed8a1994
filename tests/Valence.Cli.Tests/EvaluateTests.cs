using System.Text.Json;

namespace Valence.Cli.Tests;

public sealed class EvaluateTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Evaluate(string file, params string[] more) => Answer.To(["evaluate", Trained.Model(_folder), file, .. more]);

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
        Assert.Equal(10, json.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(cell => cell.GetInt32())));
        Assert.InRange(json.GetProperty("accuracy").GetDouble(), 0, 1);
        Assert.Equal(0, json.GetProperty("unread").GetInt32());
    }

    [Fact]
    public void Evaluate_counts_texts_with_nothing_to_read_and_tells_of_them()
    {
        var file = _folder.Write("a.csv", "text,label\ngreat,positive\nzebra,negative\n\"\",positive\n");
        Assert.Contains("Texts with nothing to read: 2 (first: row 3)", Evaluate(file).Succeeded().Output);
        Assert.Equal(2, JsonDocument.Parse(Evaluate(file, "--json").Succeeded().Output).RootElement.GetProperty("unread").GetInt32());
    }

    [Fact]
    public void An_unknown_label_is_told_with_file_row_and_the_known_ones() =>
        Evaluate(_folder.Write("a.csv", "text,label\ngreat,positive\nfine,neutral\n")).Failed(2, "a.csv", "Row 3", "'neutral'", "'negative', 'positive'");

    [Fact]
    public void One_class_alone_can_be_evaluated()
    {
        var file = _folder.Write("a.csv", "text,label\ngreat,positive\nlovely,positive\n");
        Assert.Contains("precision", Evaluate(file).Succeeded().Output);
        JsonDocument.Parse(Evaluate(file, "--json").Succeeded().Output);
    }

    [Fact]
    public void A_file_without_rows_is_wrong_input() => Evaluate(_folder.Write("a.csv", "text,label\n")).Failed(2, "a.csv", "no rows");

    [Fact]
    public void A_file_without_labels_is_wrong_input() => Evaluate(_folder.Write("a.csv", "text\ngreat\n")).Failed(2, "a.csv", "label");

    [Fact]
    public void A_missing_file_is_wrong_input() => Evaluate(_folder["none.csv"]).Failed(2, "none.csv");
}
