using System.Text;

namespace Valence.Cli.Tests;

/// <summary>Tables as people have them, with train, evaluate and predict alike.</summary>
public sealed class DirtyTablesTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(string file, params string[] more) =>
        Answer.To(["train", file, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "1", .. more]);

    private static readonly string[] Words = ["awful boring", "great lovely"];
    private static readonly string[] Labels = ["negative", "positive"];

    private static string Rows(Func<string, string, string> row, string between = "\n", int count = 8) =>
        string.Join(between, Enumerable.Range(0, count).Select(i => row($"the film number{i} was {Words[i % 2]}",
            Labels[i % 2])));

    private static string Pretty(string text, string label) =>
        $"{{\n    \"text\": \"{text}\",\n    \"label\": \"{label}\"\n  }}";

    public static TheoryData<string, string> Forms() => new()
    {
        { "a.json", Rows((text, label) => $"{{\"text\":\"{text}\",\"label\":\"{label}\"}}") },
        { "a.txt", Rows((text, label) => $"{{\"text\":\"{text}\",\"label\":\"{label}\"}}") },
        { "a.csv", $"[{Rows((text, label) => $"{{\"text\":\"{text}\",\"label\":\"{label}\"}}", ", ")}]" },
        { "a.json", $"[\n  {Rows((text, label) => Pretty(text, label), ",\n  ")}\n]\n" },
        { "a.txt", Rows((text, label) => $"__label__{label} {text}") },
        { "a.train", Rows((text, label) => $"__label__{label} {text}") },
        { "a.txt", Rows((text, label) => $"{label} {text}") },
        { "a.txt", Rows((text, label) => $"{label}\t{text}") },
        { "a.txt", Rows((text, label) => $"{text}\t{label}") },
        { "a.txt", "text;label\n" + Rows((text, label) => $"{text};{label}") },
        { "a.csv", "sep=;\r\ntext;label\r\n" + Rows((text, label) => $"{text};{label}", "\r\n") },
        { "a.csv", "# mine\ntext,label\n" + Rows((text, label) => $"{text},{label}") },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_gives_the_same_rows_to_train_evaluate_and_predict(string name, string content)
    {
        foreach (var packed in (bool[])[false, true])
        {
            var file = packed ? _folder.WriteGzipped(name + ".gz", content) : _folder.Write(name, content);
            Assert.StartsWith("Rows: 8. Classes: 2 (negative 4, positive 4).", Train(file).Succeeded().Output);
            Assert.Contains("all 8 rows", Answer.To("evaluate", _folder["m"], file).Succeeded().Output);
            var lines = Answer.To("predict", _folder["m"], "--file", file).Succeeded().Lines;
            Assert.Equal(Enumerable.Range(0, 8).Select(i => $"the film number{i} was {Words[i % 2]}"),
                lines.Select(line => line[(line.IndexOf("the film", StringComparison.Ordinal))..]));
            Assert.DoesNotContain("label", Answer.To("predict", _folder["m"], "--file", file).Succeeded().Output);
        }
    }

    [Fact]
    public void Standard_input_of_json_is_warned_of()
    {
        var model = Trained.Model(_folder);
        Assert.Contains("looks like one of JSON", Answer.ToInput("{\"text\":\"a great film\"}\n", "predict", model, "-")
            .Succeeded().Error);
        Assert.Contains("looks like one of fastText's lines", Answer.ToInput("__label__a great film\n", "predict",
            model, "-")
            .Succeeded().Error);
        Assert.Contains("looks like one of fastText's lines", Answer.ToInput("a great film __label__a\n", "predict",
            model, "-").Succeeded().Error);
        Assert.Empty(Answer.ToInput("{lol} a great film\n", "predict", model, "-").Succeeded().Error);
        foreach (var header in (string[])["id,text", "note;review;kind"])
            Assert.Contains("looks like the names of columns", Answer.ToInput($"{header}\na great film\n", "predict",
                model, "-").Succeeded().Error);
        foreach (var text in (string[])["text", "so, what", "remark"])
            Assert.Empty(Answer.ToInput($"{text}\na great film\n", "predict", model, "-").Succeeded().Error);
        var named = _folder.Write("named.csv", "remark,kind\n" + Rows((text, label) => $"{text},{label}"));
        Answer.To("train", named, "--text-column", "remark", "--label-column", "kind", "--recipe", "linear", "--model",
            _folder["named"]).Succeeded();
        Assert.Contains("looks like the names of columns", Answer.ToInput("remark\na great film\n", "predict",
            _folder["named"], "-").Succeeded().Error);
    }

    [Fact]
    public void Rows_that_a_quote_swallows_are_doubted_by_every_command()
    {
        var file = _folder.Write("a.csv", "text,label\n" + Rows((text, label) => $"{text},{label}")
            + "\n\"a film,negative\nanother,positive\na third\",negative\n");
        const string Said = "the row at line 10 has 3 lines: a text in it begins with a quote that is closed at line "
            + "12, and "
            + "lines between look like rows of their own. If the file quotes nothing, give --quote none.";
        Assert.Contains(Said, Train(file).Succeeded().Error);
        Assert.Contains(Said, Answer.To("evaluate", _folder["m"], file).Succeeded().Error);
        Assert.Contains(Said, Answer.To("predict", _folder["m"], "--file", file).Succeeded().Error);
        Assert.Contains("Rows: 11.", Train(file, "--quote", "none").Succeeded().Output);
        Assert.Equal(11, Answer.To("predict", _folder["m"], "--file", file, "--quote", "none").Succeeded()
            .Lines.Length);
    }

    [Fact]
    public void Labels_that_no_eye_tells_apart_are_refused_and_others_doubted()
    {
        var csv = Folder.Csv(12, "spam", "spam\u200B", "ham");
        Train(_folder.Write("a.csv", csv)).Failed(2, "a.csv", "'spam' (4 texts, first: line 2)",
            "'spam⟨U+200B⟩' (4 texts, "
            + "first: line 3)", "characters that cannot be seen", "Write them alike");
        Assert.Contains("spam⟨U+200B⟩ 4", Train(_folder["a.csv"]).Output);
        var doubted = Train(_folder.Write("b.csv", Folder.Csv(12, "1", "1.0", "0"))).Succeeded();
        Assert.Contains("The labels '1' (4), '1.0' (4) differ only in how a number is written", doubted.Error);
        Train(_folder.Write("c.csv", Folder.Csv(12, "spam", "ham"))).Succeeded();
        Answer.To("evaluate", _folder["m"], _folder.Write("d.csv", Folder.Csv(12, "Spam", "ham")))
            .Failed(2, "d.csv", "'Spam', as 6 rows have", "'Spam' looks like 'spam' and differs only in upper and "
                + "lower case");
        Answer.To("evaluate", _folder["m"], _folder["a.csv"]).Failed(2, "'spam⟨U+200B⟩' looks like 'spam'");
    }

    [Fact]
    public void Letters_of_another_script_are_doubted_by_every_command()
    {
        // The second has a Cyrillic o, the third is Cyrillic as a whole.
        const string Mixed = "p\u043Esitive", Other = "\u0441\u043E\u0440";
        var file = _folder.Write("a.csv", Folder.Csv(12, "positive", Mixed, "cop").Replace("film number11", Other)
            + $"a new film,{Other}\nanother new film,{Other}\n");
        var trained = Train(file).Succeeded();
        Assert.Contains("The labels 'positive' (4), 'p⟨U+043E⟩sitive' (4) differ only in letters of another script",
            trained.Error);
        Assert.Contains("The labels 'cop' (4), '⟨U+0441⟩⟨U+043E⟩⟨U+0440⟩' (2) differ only in letters", trained.Error);
        Assert.Contains("p⟨U+043E⟩sitive 4", trained.Output);
        var judged = Answer.To("evaluate", _folder["m"], file).Succeeded();
        Assert.Contains("The classes 'positive', 'p⟨U+043E⟩sitive' of the model differ only in letters of another "
            + "script", judged.Error);
        Assert.Contains("p⟨U+043E⟩sitive", judged.Output);
        Assert.Contains("The classes 'cop', ", Answer.To("predict", _folder["m"], "a film").Succeeded().Error);
        Train(_folder.Write("b.csv", Folder.Csv(12, "positive", "negative"))).Succeeded();
        Answer.To("evaluate", _folder["m"], _folder.Write("c.csv", Folder.Csv(12, Mixed, "negative")))
            .Failed(2, "line 2 has the label 'p⟨U+043E⟩sitive'", "looks like 'positive' and differs only in letters of "
                + "another script");
    }

    [Fact]
    public void A_header_once_more_is_left_out_by_every_command()
    {
        var file = _folder.Write("a.csv", Folder.Csv(8, "negative", "positive") + Folder.Csv(8, "negative",
            "positive"));
        const string Said = "1 row is left out that is the header once more (first: line 10), as where files were "
            + "joined.";
        var trained = Train(file).Succeeded();
        Assert.Contains(Said, trained.Error);
        Assert.StartsWith("Rows: 16. Classes: 2 ", trained.Output);
        Assert.Contains(Said, Answer.To("evaluate", _folder["m"], file).Succeeded().Error);
        var answered = Answer.To("predict", _folder["m"], "--file", file).Succeeded();
        Assert.Contains(Said, answered.Error);
        Assert.Equal(16, answered.Lines.Length);
    }

    [Fact]
    public void Texts_without_blanks_are_learned_by_character()
    {
        var csv = new StringBuilder("text,label\n");
        for (var i = 0; i < 40; i++) csv.Append(i % 2 == 0 ? $"这部电影很好看我喜欢第{i}次,pos\n" : $"服务太差了不会再来第{i}次,neg\n");
        var file = _folder.Write("a.csv", csv.ToString());
        Assert.Contains("give --split character", Train(file).Succeeded().Error);
        var trained = Answer.To("train", file, "--model", _folder["m"], "--split", "character", "--recipe",
            "fasttext", "--epochs", "10",
            "--learning-rate", "0.05").Succeeded();
        Assert.DoesNotContain("--split", trained.Error);
        Assert.Contains("characters; threshold", Answer.To("summary", _folder["m"]).Succeeded().Output);
        Assert.StartsWith("pos", Answer.To("predict", _folder["m"], "很喜欢").Succeeded().Output);
        Assert.StartsWith("neg", Answer.To("predict", _folder["m"], "太差").Succeeded().Output);
        Train(file, "--split", "letters").Failed(2, "--split", "whitespace, character");
    }

    [Fact]
    public void The_format_may_be_given_and_what_does_not_fit_it_is_refused()
    {
        var file = _folder.Write("a.txt", Rows((text, label) => $"{label} {text}"));
        Train(file, "--format", "lines").Failed(2, "no labels", "give --delimiter", "give --format label-first");
        Train(file, "--format", "label-first").Succeeded();
        Train(file, "--format", "label-first", "--text-column", "2").Failed(2, "have no columns", "--format csv");
        Train(file, "--format", "xml").Failed(2, "--format", "csv, json, fasttext, label-first, lines");
        Train(_folder.Write("b.jsonl", Folder.Csv(8, "negative", "positive"))).Failed(2, "b.jsonl", "not valid JSON",
            "give --format csv");
        Train(_folder["b.jsonl"], "--format", "csv").Succeeded();
    }
}
