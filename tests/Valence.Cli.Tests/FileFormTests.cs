namespace Valence.Cli.Tests;

public sealed class FileFormTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Labelled(string form) => form switch
    {
        "reviews.csv" => _folder.Reviews(8),
        "reviews.tsv" => _folder.Write(form, Folder.Csv(8, "negative", "positive").Replace(',', '\t')),
        "reviews.csv.gz" => _folder.WriteGzipped(form, Folder.Csv(8, "negative", "positive")),
        "reviews.jsonl" => _folder.Write(form,
            string.Concat(Enumerable.Range(0, 8).Select(i => $"{{\"text\":\"film {i} "
                + $"{(i % 2 == 0 ? "awful" : "great")}\",\"label\":{(i % 2 == 0 ? "false" : "true")}}}\n"))),
        _ => Folders(form),
    };

    private string Folders(string form)
    {
        for (var i = 0; i < 8; i++)
            _folder.Write($"{form}/{(i % 2 == 0 ? "neg" : "pos")}/{i}.txt", i % 2 == 0 ? "an awful film"
                : "a great film");
        return _folder[form];
    }

    [Theory]
    [InlineData("reviews.csv")]
    [InlineData("reviews.tsv")]
    [InlineData("reviews.csv.gz")]
    [InlineData("reviews.jsonl")]
    [InlineData("reviews")]
    public void Train_evaluate_and_predict_read_the_same_forms(string form)
    {
        var path = Labelled(form);
        Assert.StartsWith("Rows: 8. Classes: 2 (", Answer.To("train", path, "--model", _folder["m"], "--recipe",
            "fasttext", "--epochs", "1")
            .Succeeded().Output);
        Answer.To("evaluate", _folder["m"], path).Succeeded();
        Assert.Equal(8, Answer.To("predict", _folder["m"], "--file", path).Succeeded().Lines.Length);
    }

    [Fact]
    public void Predict_reads_plain_text_one_text_a_line()
    {
        var file = _folder.Write("a.txt", "a great film\nan awful film\n");
        var lines = Answer.To("predict", Trained.Model(_folder), "--file", file).Succeeded().Lines;
        Assert.StartsWith("positive  ", lines[0]);
        Assert.EndsWith("  a great film", lines[0]);
        Assert.StartsWith("negative  ", lines[1]);
    }

    [Fact]
    public void Predict_reads_gzipped_plain_text() =>
        Assert.Equal(2, Answer.To("predict", Trained.Model(_folder), "--file",
            _folder.WriteGzipped("a.txt.gz", "great\nawful\n")).Succeeded().Lines.Length);

    [Fact]
    public void Predict_needs_no_labels_in_a_table() =>
        Assert.Equal(2, Answer.To("predict", Trained.Model(_folder), "--file",
            _folder.Write("a.csv", "id,text\n1,great\n2,awful\n")).Succeeded().Lines.Length);

    [Fact]
    public void A_gzipped_file_that_was_cut_short_is_wrong_input()
    {
        var path = _folder.WriteGzipped("a.csv.gz", Folder.Csv(100, "negative", "positive"));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^20]);
        Answer.To("train", path, "--model", _folder["m"]).Failed(2, "a.csv.gz");
    }

    [Fact]
    public void A_line_that_is_no_json_is_wrong_input_and_told() =>
        Answer.To("predict", Trained.Model(_folder), "--file",
            _folder.Write("a.jsonl", "{\"text\":\"great\"}\nawful\n")).Failed(2, "a.jsonl", "line 2", "JSON");
}
