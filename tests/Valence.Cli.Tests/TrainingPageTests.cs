using System.Text.Json;

namespace Valence.Cli.Tests;

/// <summary><c>valence train --report</c></summary>
public sealed class TrainingPageTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(params string[] more) => Answer.To(["train", _folder.Reviews(320), "--model", _folder["m"],
        "--recipe", "fasttext", "--epochs", "3", .. more]);

    [Fact]
    public void A_page_is_written_beside_the_model_and_the_losses_are_told()
    {
        var answer = Train("--report", _folder["a.html"], "--cost", "negative=5").Succeeded();
        Assert.Empty(answer.Error);
        Assert.Matches(@"^loss     [\d.]+ to [\d.]+, least [\d.]+ in epoch \d$", answer.Lines[^5]);
        Assert.Matches(@"^val_loss [\d.]+ to [\d.]+, least [\d.]+ in epoch \d, kept$", answer.Lines[^4]);
        Assert.StartsWith("Validation has 32 rows: --drift and --highest-risk need 50", answer.Lines[^3]);
        Assert.StartsWith($"Wrote {_folder["m"]}: 320 texts", answer.Lines[^2]);
        Assert.Equal($"Wrote {_folder["a.html"]}.", answer.Lines[^1]);
        var page = File.ReadAllText(_folder["a.html"]);
        foreach (var words in (string[])["<h2>Learning curves</h2>", "32 texts that were held out", "Fewer texts",
            "the first class costs 5"]) Assert.Contains(words, page);
        Assert.Equal(["a.html", "m", "reviews.csv"], _folder.Names);
    }

    [Fact]
    public void A_test_judges_and_has_the_figures_of_a_training_without_a_page()
    {
        var plain = Train("--test-split", "0.25", "--json").Succeeded();
        var answer = Train("--test-split", "0.25", "--json", "--report", _folder["a.md"]).Succeeded();
        using JsonDocument before = JsonDocument.Parse(plain.Lines[^1]), json = JsonDocument.Parse(answer.Lines[^1]);
        Assert.Equal(before.RootElement.GetProperty("test").GetRawText(),
            json.RootElement.GetProperty("test").GetRawText());
        Assert.Equal(JsonValueKind.Null, before.RootElement.GetProperty("report").ValueKind);
        var report = json.RootElement.GetProperty("report");
        Assert.Equal(_folder["a.md"], report.GetProperty("file").GetString());
        Assert.Equal("test", report.GetProperty("judged_by").GetString());
        Assert.Equal(json.RootElement.GetProperty("test").GetRawText(), report.GetProperty("figures").GetRawText());
        Assert.Equal([27, 54, 108, 216], report.GetProperty("fewer_texts").EnumerateArray()
            .Select(part => part.GetProperty("texts").GetInt32()));
        Assert.StartsWith("# Training", File.ReadAllText(_folder["a.md"]));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_before_the_work()
    {
        _folder.Write("a.html", "mine");
        Train("--report", _folder["a.html"]).Failed(2, "is there already", "--force");
        Train("--report", _folder["a.txt"]).Failed(2, ".html, .md or .json");
        Train("--force").Failed(2, "--force", "--report");
        Train("--cost", "negative=5").Failed(2, "--cost", "--report");
        Train("--report", _folder["b.html"], "--cost", "negative=-5").Failed(2, "--cost", "costs from 0 to 1e6");
        Train("--report", _folder["b.html"], "--cost", "negatif=5").Failed(2, "--cost", "Did you mean 'negative'?");
        Train("--report", _folder["b.html"], "--task", "number", "--cost", "1=5").Failed(2);
        Train("--report", _folder["b.html"], "--validation-split", "0").Failed(2, "--report", "--test-split");
        var texts = _folder.Write("texts.md", "text,label\na,1\nb,0\n");
        Answer.To("train", texts, "--model", _folder["m"], "--report", texts, "--force")
            .Failed(2, "--report", "reads or writes too");
        Answer.To("train", texts, "--model", _folder["c.html"], "--report", _folder["c.html"], "--force")
            .Failed(2, "--report", "reads or writes too");
        Assert.Equal("mine", File.ReadAllText(_folder["a.html"]));
        Assert.Equal(["a.html", "reviews.csv", "texts.md"], _folder.Names);
        Train("--report", _folder["a.html"], "--force", "--quiet").Succeeded();
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(_folder["a.html"]));
    }

    [Fact]
    public void A_report_that_fails_leaves_the_model()
    {
        // Of nine texts a tenth is none.
        var told = Answer.To("train", _folder.Reviews(9), "--model", _folder["m"], "--recipe", "fasttext", "--quiet",
            "--report", _folder["a.html"]);
        Assert.Equal(2, told.Code);
        Assert.StartsWith($"Wrote {_folder["m"]}: 9 texts", Assert.Single(told.Lines));
        Assert.EndsWith($"'{_folder["m"]}' is written, the report is not.", told.Error.TrimEnd());
        Assert.Contains($"{_folder["a.html"]}: No texts judge", told.Error);
        Answer.To("predict", _folder["m"], "a great film").Succeeded();
        Assert.Equal(["m", "reviews.csv"], _folder.Names);
        // Programs are told of the model and of what went wrong.
        var answer = Answer.To("train", _folder.Reviews(9), "--model", _folder["k"], "--recipe", "fasttext", "--json",
            "--quiet", "--report", _folder["a.html"]);
        answer.Failed(2, "No texts judge", $"'{_folder["k"]}' is written, the report is not");
        using (var json = JsonDocument.Parse(answer.Lines[^1]))
        {
            Assert.Equal(_folder["k"], json.RootElement.GetProperty("model").GetString());
            Assert.Contains("No texts judge", json.RootElement.GetProperty("report").GetProperty("error").GetString());
            Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("report").GetProperty("file").ValueKind);
        }
        // What is known before is said before.
        Answer.To("train", _folder.Reviews(60), "--model", _folder["n"], "--recipe", "linear", "--report",
            _folder["a.html"]).Failed(2, "--report: of 60 texts 6 are held out");
        Assert.Equal(["k", "m", "reviews.csv"], _folder.Names);
    }

    [Fact]
    public void What_was_asked_for_is_told_to_programs_and_in_the_quiet_line()
    {
        var answer = Train("--quiet", "--json", "--report", _folder["a.json"], "--cost", "negative=5").Succeeded();
        using var json = JsonDocument.Parse(answer.Lines[^1]);
        var costs = json.RootElement.GetProperty("report").GetProperty("costs");
        Assert.Equal(5, costs.GetProperty("of").GetProperty("negative").GetDouble());
        Assert.Equal(1, costs.GetProperty("of").GetProperty("positive").GetDouble());
        var cheapest = costs.GetProperty("cheapest");
        Assert.Equal(5 * cheapest.GetProperty("first_taken_for_second").GetInt32()
            + cheapest.GetProperty("second_taken_for_first").GetInt32(), cheapest.GetProperty("cost").GetDouble());
        Assert.InRange(cheapest.GetProperty("cost").GetDouble(), 0,
            costs.GetProperty("model").GetProperty("cost").GetDouble());
        Assert.Contains("\"Thresholds and costs\"", File.ReadAllText(_folder["a.json"]));
        using var more = JsonDocument.Parse(Answer.To("evaluate", _folder["m"], _folder["reviews.csv"], "--json",
            "--report", _folder["b.md"], "--cost", "negative=5").Succeeded().Output);
        Assert.Equal(5, more.RootElement.GetProperty("costs").GetProperty("of").GetProperty("negative").GetDouble());
        // A goal, and what a small file costs.
        string[] asked = ["--goal", "recall(negative)>=0.5", "--slim", "--quiet", "--validation-split", "0.3"];
        var quiet = Assert.Single(Train(asked).Succeeded().Lines);
        Assert.Contains("Goal recall(negative)>=0.5: threshold", quiet);
        Assert.Contains("Slim: ", quiet);
        using var told = JsonDocument.Parse(Train([.. asked, "--json"]).Succeeded().Lines[^1]);
        Assert.Equal(2, told.RootElement.GetProperty("costs").GetArrayLength());
    }

    [Fact]
    public void Blocks_draw_the_losses_on_one_scale()
    {
        Assert.Equal(["loss     █▄▁  1.0000 to NaN, least 0.2000 in epoch 3",
            "val_loss ▇▅▅▆ 0.9000 to 0.8000, least 0.6000 in epoch 2, kept"], TrainingCurves.Of(
                [("loss", [0, 1, 2, 3], [1, 0.5f, 0.2f, float.NaN]), ("val_loss", [0, 1, 2, 3], [0.9f, 0.6f, 0.65f,
                    0.8f])], 2, true));
        Assert.Empty(TrainingCurves.Of([], null, true));
        Assert.Empty(TrainingCurves.Of([("loss", [0, 1], [float.NaN, float.NaN])], null, true));
        var drawn = Assert.Single(TrainingCurves.Of([("loss", [.. Enumerable.Range(0, 100)],
            [.. Enumerable.Range(0, 100).Select(i => 100f - i)])], 100, true)).Split(' ')[1];
        Assert.Equal((40, '█', '▁'), (drawn.Length, drawn[0], drawn[^1]));
    }
}
