using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Cli.Tests;

/// <summary>How the texts of a training were read holds for what the model is asked later.</summary>
public sealed class RememberedReadingTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(string file, params string[] more) =>
        Answer.To(["train", file, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "1", .. more]);

    private static string Rows(int count, string between, params string[] order) =>
        string.Concat(Enumerable.Range(0, count).Select(i => string.Join(between, order.Select(cell => cell switch
        {
            "text" => $"the film number{i} was {(i % 2 == 0 ? "awful" : "größer")}",
            "subject" => $"subject{i}",
            "label" => i % 2 == 0 ? "negative" : "positive",
            _ => cell,
        })) + "\n"));

    private string Export() => _folder.Write("a.csv",
        Encoding.Latin1.GetBytes(Rows(8, "|", "x", "text", "y", "label", "subject")));

    private static readonly string[] HowToReadExport = ["--delimiter", "|", "--no-header", "--text-column", "5",
        "--text-column", "2", "--label-column", "4", "--encoding", "latin1", "--quote", "none"];

    [Fact]
    public void Every_command_with_texts_reads_as_training_did()
    {
        var file = Export();
        Train(file, HowToReadExport).Succeeded();
        Assert.Contains("all 8 rows", Answer.To("evaluate", _folder["m"], file).Succeeded().Output);
        var lines = Answer.To("predict", _folder["m"], "--file", file).Succeeded();
        Assert.EndsWith("  subject1 the film number1 was größer", lines.Lines[1]);
        Assert.Empty(lines.Error);
        Answer.To("compare", _folder["m"], _folder["m"], "--data", file).Succeeded();
        Assert.Contains("Texts read by: --text-column=5, --text-column=2, --label-column=4, --delimiter=|, "
            + "--quote=none, --encoding=latin1, --no-header", Answer.To("inspect", _folder["m"]).Succeeded().Output);
        // What reads no file is as it was.
        Assert.EndsWith("  größer", Answer.ToInput("größer\n", "predict", _folder["m"], "-").Succeeded().Lines[0]);
        // Another network in the same file keeps it.
        Answer.To("convert", _folder["m"], _folder["n.keras"]).Succeeded();
        Answer.To("convert", _folder["n.keras"], _folder["n.valence"], "--preprocessing-of", _folder["m"]).Succeeded();
        Answer.To("evaluate", _folder["n.valence"], file).Succeeded();
    }

    [Fact]
    public void An_option_that_is_given_wins()
    {
        Train(Export(), HowToReadExport).Succeeded();
        var other = _folder.Write("b.csv", Encoding.Latin1.GetBytes(Rows(8, ";", "text", "label", "x", "y", "z")));
        var lines = Answer.To("predict", _folder["m"], "--file", other, "--delimiter", ";", "--text-column", "1")
            .Succeeded().Lines;
        Assert.EndsWith("  the film number1 was größer", lines[1]);
        Answer.To("evaluate", _folder["m"], other, "--delimiter", ";", "--text-column", "1", "--label-column", "2")
            .Succeeded();
        var headed = _folder.Write("c.csv", Encoding.Latin1.GetBytes("text,label\n" + Rows(8, ",", "text", "label")));
        Assert.Equal(8, Answer.To("predict", _folder["m"], "--file", headed, "--format", "csv", "--encoding", "latin1")
            .Succeeded().Lines.Length);
    }

    [Fact]
    public void What_says_nothing_about_another_form_of_file_does_not_hinder_it()
    {
        Train(Export(), HowToReadExport).Succeeded();
        var lines = _folder.Write("b.jsonl", Encoding.UTF8.GetBytes(
            "{\"text\": \"größer\", \"label\": \"positive\"}\n{\"text\": \"awful\", \"label\": \"negative\"}\n"));
        Assert.EndsWith("  größer", Answer.To("predict", _folder["m"], "--file", lines, "--text-column", "text")
            .Succeeded().Lines[0]);
        foreach (var label in (string[])["negative", "positive"])
        {
            Directory.CreateDirectory(_folder[$"set/{label}"]);
            File.WriteAllText(_folder[$"set/{label}/1.txt"], $"the film was {label}", Encoding.Latin1);
        }
        Assert.Contains("negative", Answer.To("evaluate", _folder["m"], _folder["set"]).Succeeded().Output);
    }

    [Fact]
    public void A_file_that_is_otherwise_is_told_of_what_is_remembered()
    {
        Train(Export(), HowToReadExport).Succeeded();
        const string Remembered = "The model remembers from its training: --text-column=5 --text-column=2 ";
        var two = _folder.Write("c.csv", Encoding.Latin1.GetBytes(Rows(8, "|", "text", "label")));
        Answer.To("predict", _folder["m"], "--file", two).Failed(2, "no column '5'", Remembered, "--format");
        Answer.To("evaluate", _folder["m"], two).Failed(2, "no column '4'", Remembered, "--label-column=4");
        Answer.To("evaluate", _folder["m"], _folder.Write("d.json", "{\"text\":\"a\",\"label\":\"negative\"}\n"))
            .Failed(2, Remembered, "--format leaves all of these out");
        Answer.To("evaluate", _folder["m"], Export(), "--quote", "|")
            .Failed(2, "--delimiter and --quote: expected two characters", Remembered);
        var missing = Answer.To("predict", _folder["m"], "--file", _folder["none.csv"]);
        missing.Failed(2, "no such file");
        Assert.DoesNotContain("remembers", missing.Error);
    }

    [Fact]
    public void Columns_of_labels_are_not_asked_for_where_nobody_compares()
    {
        var several = _folder.Write("a.csv", "said,mood,kind\n" + Rows(8, ",", "text", "label", "x"));
        Train(several, "--text-column", "said", "--label-column", "mood").Succeeded();
        var bare = _folder.Write("b.csv", "id,said\n" + Rows(4, ",", "1", "text"));
        Assert.Equal(4, Answer.To("predict", _folder["m"], "--file", bare).Succeeded().Lines.Length);
        Answer.To("evaluate", _folder["m"], bare).Failed(2, "no column 'mood'", "remembers", "--label-column=mood");
        var marks = _folder.Write("c.csv", "text,a,b\n" + string.Concat(Enumerable.Range(0, 30)
            .Select(i => $"word{i % 3} word,{i % 2},{i / 2 % 2}\n")));
        Train(marks, "--label-columns", "a,b").Succeeded();
        Answer.To("evaluate", _folder["m"], marks).Succeeded();
        Answer.To("predict", _folder["m"], "--file", _folder.Write("d.csv", "text,a,b\nword1,,\n")).Succeeded();
        var cut = _folder.Write("e.csv", "text,tags\nword1 word,a;b\nword2 word,b\n");
        Answer.To("evaluate", _folder["m"], cut, "--label-column", "tags", "--label-separator", ";").Succeeded();
    }

    [Fact]
    public void Without_options_the_file_has_none()
    {
        var model = Trained.Model(_folder);
        var description = JsonNode.Parse(ZipReader.Open(model).Read("classifier.json").Span)!.AsObject();
        Assert.False(description.ContainsKey("reading"));
    }

    [Fact]
    public void What_no_option_is_in_a_file_is_refused_in_words()
    {
        Train(_folder.Reviews(8), "--text-column", "text").Succeeded();
        var archive = ZipReader.Open(_folder["m"]);
        foreach (var (reading, words) in new[] { ("[\"--evil=1\"]", "--evil=1"), ("[\"@file\"]", "@file"),
            ("[\"--delimiter=ab\"]", "expected one character") })
        {
            var description = JsonNode.Parse(archive.Read("classifier.json").Span)!;
            description["reading"] = JsonNode.Parse(reading);
            var (json, network) = (Encoding.UTF8.GetBytes(description.ToJsonString()),
                archive.Read("network.keras").ToArray());
            var seal = new JsonObject
            {
                ["word"] = "training",
                ["digests"] = new JsonObject
                {
                    ["classifier.json"] = Convert.ToHexStringLower(SHA256.HashData(json)),
                    ["network.keras"] = Convert.ToHexStringLower(SHA256.HashData(network)),
                },
            };
            ZipWriter.Save(_folder["evil"], evil =>
            {
                evil.Add("classifier.json", json);
                evil.Add("network.keras", network);
                evil.Add("seal.json", Encoding.UTF8.GetBytes(seal.ToJsonString()));
            });
            Answer.To("predict", _folder["evil"], "--file", _folder.Reviews(8)).Failed(2, "MODEL", words, "--format");
            Answer.To("predict", _folder["evil"], "a film").Succeeded();
        }
    }

    [Fact]
    public void Rows_without_a_label_are_left_out_counted_and_said()
    {
        var file = _folder.Write("a.csv", Folder.Csv(8, "negative", "positive") + "nobody said,\nnor this,  \n");
        Train(file).Failed(2, "line 10", "in 2 rows", "To leave them out, give --skip-unlabelled.");
        var answer = Train(file, "--skip-unlabelled").Succeeded();
        Assert.StartsWith("Rows: 8.", answer.Output);
        Assert.Equal($"valence: {file}: 2 rows without a label are left out.", answer.Error.TrimEnd());
        Assert.Contains("2 rows without a label", Answer.To("evaluate", _folder["m"], file).Succeeded().Error);
        var predicted = Answer.To("predict", _folder["m"], "--file", file).Succeeded();
        Assert.Equal(10, predicted.Lines.Length);
        Assert.Empty(predicted.Error);
        Answer.To("predict", _folder["m"], "--file", file, "--skip-unlabelled").Failed(2, "no option");
        foreach (var (name, content) in new[]
        {
            ("b.json", "{\"text\":\"a\",\"label\":\"x\"}\n{\"text\":\"b\"}\n{\"text\":\"c\",\"label\":\"y\"}\n"),
            ("b.txt", "__label__x a\nb\n__label__y c\n"),
        })
        {
            Train(_folder.Write(name, content)).Failed(2, "line 2", "give --skip-unlabelled");
            Assert.Contains("one row without a label is left out.", Train(_folder[name], "--skip-unlabelled",
                "--format", name == "b.txt" ? "fasttext" : "json").Succeeded().Error);
        }
        var none = Train(_folder.Write("c.csv", "text,label\na,\n"), "--skip-unlabelled");
        Assert.Equal(2, none.Code);
        Assert.Contains("Expected texts to learn from, found none.", none.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("1 (a 1)", Train(_folder.Write("d.csv", "text,label\na b,\na c,a\n"), "--skip-unlabelled",
            "--label-separator", ";").Succeeded().Output);
    }

    [Fact]
    public void Lines_are_cut_into_so_many_columns()
    {
        var file = _folder.Write("a.txt", Rows(8, " ", "label", "text", "\"x"));
        string[] options = ["--delimiter", "|", "--no-header", "--text-column", "2", "--label-column", "1"];
        var piped = _folder.Write("b.txt", Rows(8, "|", "label", "text", "\"x"));
        Train(piped, [.. options, "--max-columns", "2", "--quote", "none"]).Succeeded();
        Assert.EndsWith("  the film number0 was awful|\"x",
            Answer.To("predict", _folder["m"], "--file", piped).Succeeded().Lines[0]);
        Train(piped, [.. options, "--max-columns", "2"]).Failed(2, "--max-columns", "Give --quote none too");
        Train(piped, [.. options, "--max-columns", "0"]).Failed(2, "--max-columns: expected a whole number from 1");
        Train(_folder.Write("c.csv", "text,label\na,b,c\n"))
            .Failed(2, "If the last column holds the rest of the line, give --max-columns 2 and --quote none.");
        Train(file, "--format", "label-first", "--max-columns", "2", "--quote", "none").Failed(2, "no quotes");
    }
}
