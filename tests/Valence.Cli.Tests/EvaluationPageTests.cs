namespace Valence.Cli.Tests;

/// <summary><c>valence evaluate --report</c></summary>
public sealed class EvaluationPageTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Places() => _folder.Write("places.csv", "text,label,place\na great film,positive,here\n"
        + "an awful film,positive,there\nlovely great,negative,here\n");

    private Answer Evaluate(params string[] more) =>
        Answer.To(["evaluate", Trained.Model(_folder), Places(), .. more]);

    [Fact]
    public void A_page_is_written_beside_the_figures()
    {
        var plain = Evaluate().Succeeded().Output;
        Assert.Equal($"{plain}Wrote {_folder["a.html"]}.{Environment.NewLine}",
            Evaluate("--report", _folder["a.html"], "--by", "place", "--cost", "negative=5,positive=0.5").Succeeded()
                .Output);
        var page = File.ReadAllText(_folder["a.html"]);
        Assert.Contains("the first class costs 5 and one to a text of the second 0.5", page);
        Assert.Contains("<caption id=\"table", page);
        Assert.Contains("Accuracy by 'place'", page);
        Assert.Contains("<h3>Line 4: labelled ", page);
        Assert.Equal(Evaluate("--json").Succeeded().Output,
            Evaluate("--report", _folder["a.MD"], "--by", "3", "--json").Succeeded().Output);
        Assert.StartsWith("# Evaluation", File.ReadAllText(_folder["a.MD"]));
        Evaluate("--report", _folder["a.json"]).Succeeded();
        Assert.StartsWith("{\n  \"title\": \"Evaluation", File.ReadAllText(_folder["a.json"]));
        Assert.Equal(["a.MD", "a.html", "a.json", "model.valence", "places.csv"], _folder.Names);
    }

    [Fact]
    public void What_cannot_be_written_is_refused_before_the_work()
    {
        _folder.Write("a.html", "mine");
        Answer.To("evaluate", "nowhere.valence", "nowhere.csv", "--report", _folder["a.html"])
            .Failed(2, "is there already", "--force");
        Evaluate("--report", _folder["a.txt"]).Failed(2, "expected a file whose name ends in .html, .md or .json",
            "a.txt");
        Evaluate("--report", _folder["html"]).Failed(2, "expected a file whose name ends in .html, .md or .json");
        Evaluate("--report", "").Failed(2, "--report", "empty");
        Evaluate("--by", "place").Failed(2, "--by", "--report");
        Evaluate("--force").Failed(2, "--force", "--report");
        Evaluate("--cost", "negative=5").Failed(2, "--cost", "--report");
        Evaluate("--report", _folder["b.html"], "--cost", "negative").Failed(2, "--cost", "costs from 0 to 1e6");
        Evaluate("--report", _folder["b.html"], "--cost", "negatif=5").Failed(2, "--cost: There is no class 'negatif'",
            "Did you mean 'negative'?");
        Evaluate("--report", _folder["b.html"], "--by", "plaec", "--text-column", "text")
            .Failed(2, "line 2", "'plaec'", "Did you mean 'place'?");
        Evaluate("--report", _folder["b.html"], "--by", "", "--text-column", "text").Failed(2, "--by", "empty");
        var lines = _folder.Write("lines.txt", "__label__positive a great film\n__label__negative an awful film\n");
        Answer.To("evaluate", Trained.Model(_folder), lines, "--report", _folder["b.html"], "--by", "1")
            .Failed(2, "--by", "lines.txt has no columns");
        Assert.Equal("mine", File.ReadAllText(_folder["a.html"]));
        Assert.False(File.Exists(_folder["b.html"]));
        Evaluate("--report", _folder["a.html"], "--force").Succeeded();
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(_folder["a.html"]));
    }

    [Fact]
    public void What_is_interrupted_writes_no_page()
    {
        Answer.To("", new CancellationToken(canceled: true), "evaluate", Trained.Model(_folder), Places(), "--report",
            _folder["a.html"]).Failed(130, "Interrupted");
        Assert.Equal(["model.valence", "places.csv"], _folder.Names);
    }

    [Fact]
    public async Task A_date_is_that_of_SOURCE_DATE_EPOCH()
    {
        var (model, file) = (Trained.Model(_folder), Places());
        foreach (var (page, seconds) in new[] { ("a.md", ""), ("b.md", "86400") })
            (await OwnProcess.Run(new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = seconds }, "evaluate", model,
                file, "--report", _folder[page])).Succeeded();
        Assert.DoesNotContain("| Date |", File.ReadAllText(_folder["a.md"]));
        Assert.Contains("| Date | 1970-01-02 00\\:00\\:00 UTC |", File.ReadAllText(_folder["b.md"]));
    }
}
