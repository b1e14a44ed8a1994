using System.Text;
using Valence.Text;

namespace Valence.Cli.Tests;

public sealed class ReadingOptionsTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(string file, params string[] more) =>
        Answer.To(["train", file, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "1", .. more]);

    private static string Csv(string header = "text,label\n") =>
        header + Folder.Csv(8, "negative", "positive")["text,label\n".Length..];

    [Theory]
    [InlineData(';', ";")]
    [InlineData('\t', "tab")]
    [InlineData('\t', "TAB")]
    [InlineData('\t', "\\t")]
    [InlineData('|', "|")]
    public void Every_command_with_texts_reads_another_delimiter(char delimiter, string option)
    {
        var file = _folder.Write("a.csv", Csv().Replace(',', delimiter));
        Train(file, "--delimiter", option).Succeeded();
        Answer.To("evaluate", _folder["m"], file, "--delimiter", option).Succeeded();
        Assert.Equal(8, Answer.To("predict", _folder["m"], "--file", file, "--delimiter", option)
            .Succeeded().Lines.Length);
        Answer.To("compare", _folder["m"], _folder["m"], "--data", file, "--delimiter", option).Succeeded();
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("latin1")]
    [InlineData("windows-1252")]
    [InlineData("shift_jis")]
    public void Texts_in_another_encoding_are_read_as_they_are(string name)
    {
        var accented = name == "shift_jis" ? "映画" : "é";
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var file = _folder.Write("a.csv", encoding.GetBytes(Csv().Replace("film", $"film {accented}")));
        Train(file, "--encoding", name).Succeeded();
        Assert.All(Answer.To("predict", _folder["m"], "--file", file, "--encoding", name).Succeeded().Lines,
            line => Assert.Contains(accented, line));
    }

    [Fact]
    public void A_quote_may_be_another_character_or_none()
    {
        Train(_folder.Write("a.csv", Csv().Replace("the film", "the '5,5\" disk' film").Replace("\nthe", "\n'the")
            .Replace("was", "was'''")), "--quote", "'").Failed(2, "line 2", "--quote none");
        Train(_folder.Write("b.csv", Csv().Replace("the film", "\"the 5\" film")), "--quote", "none").Succeeded();
        var quoted = _folder.Write("c.csv", "text,label\n'a, b',x\n");
        Assert.EndsWith("  a, b", Answer.To("predict", Trained.Model(_folder), "--file", quoted, "--quote", "'")
            .Succeeded().Lines[0]);
    }

    [Fact]
    public void A_file_without_header_has_columns_by_number()
    {
        var file = _folder.Write("a.csv", Csv(""));
        Train(file, "--no-header").Failed(2, "first row has 2 columns", "Give --text-column.");
        Train(file, "--no-header", "--text-column", "1").Failed(2, "Give --label-column.");
        Train(file, "--no-header", "--text-column", "1", "--label-column", "3")
            .Failed(2, "no column '3', counting from 1");
        Train(file, "--no-header", "--text-column", "text", "--label-column", "2")
            .Failed(2, "no column 'text'", "number");
        Assert.StartsWith("Rows: 8.", Train(file, "--no-header", "--text-column", "1", "--label-column", "2")
            .Succeeded().Output);
        Train(_folder.Write("b.csv", Csv("a,b\n")), "--text-column", "1", "--label-column", "2").Succeeded();
    }

    [Theory]
    [InlineData("1\tthe film was great\n0\tthe film was awful\n1\ta lovely film\n")]
    [InlineData("gut\tfilm\nschlecht\tawful film\ngut\tlovely film\n")]
    public void A_first_row_of_data_that_is_taken_for_the_header_is_doubted(string rows)
    {
        var file = _folder.Write("b.tsv", rows);
        string[] columns = ["--label-column", "1", "--text-column", "2"];
        var answer = Train(file, columns).Succeeded();
        Assert.StartsWith("Rows: 2.", answer.Output);
        Assert.Equal($"valence: {file}: the first row looks like data and was taken for the header. If it holds a "
            + "text, give --no-header.", answer.Error.TrimEnd());
        Assert.Equal(answer.Error, Answer.To(["evaluate", _folder["m"], file, .. columns]).Succeeded().Error);
        Assert.Equal(answer.Error, Answer.To(["predict", _folder["m"], "--file", file, .. columns]).Succeeded().Error);
        Assert.StartsWith("Rows: 3.", Train(file, ["--no-header", .. columns]).Succeeded().Output);
        Assert.DoesNotContain("header", Train(file, ["--no-header", .. columns]).Error);
        Assert.Empty(Train(_folder.Write("c.tsv", "mark\ttext\n" + rows),
            columns).Error.Replace(
            $"valence: {_folder["m"]} is there already; this training replaces it, from its first complete epoch on.",
            "").Trim());
    }

    [Fact]
    public void Every_setting_that_the_reader_advises_is_told_as_an_option()
    {
        Assert.Contains("the columns are taken to be delimited by ';'. If they are not, give --delimiter.",
            Train(_folder.Write("k.csv", Csv().Replace(',', ';'))).Succeeded().Error);
        Train(_folder.Write("a.csv", "said;mood\na;b;1\nc;0\n")).Failed(2, "delimited by ';'", "Give --delimiter ';'.");
        Train(_folder.Write("b.csv", "said\tmood\na\tb\t1\nc\t0\n"))
            .Failed(2, "delimited by a tab", "Give --delimiter tab.");
        Train(_folder.Write("c.csv", Csv("")))
            .Failed(2, "looks like data", "If it names no columns, give --no-header, and --text-column and "
                + "--label-column by number.");
        Train(_folder.Write("d.csv", "text,label\na,b,c\n"))
            .Failed(2, "line 2", "expected 2 columns",
                "If another character stands between the columns, give --delimiter.");
        Train(_folder.Write("e.csv", "text,label\n\"a\" b,c\n"))
            .Failed(2, "line 2", "If the file quotes nothing, give --quote none.");
        Train(_folder.Write("f.csv", [.. "text,label\nb"u8, 0xE9, .. "te,0\n"u8]))
            .Failed(2, "line 2", "at byte 12 of the file (value 0xE9)", "give --encoding windows-1252.");
        Train(_folder.Write("j.csv", [.. "text,label\n"u8, 0xCF, 0xF0, 0xE8, .. ",0\n"u8]))
            .Failed(2, "value 0xCF", "give --encoding.");
        Train(_folder.Write("g.csv", Encoding.Unicode.GetBytes(Csv()))).Failed(2, "zero bytes",
            "give --encoding utf-16.");
        Train(_folder.Write("h.csv", "text,label\na,1\n"), "--encoding", "utf-16")
            .Failed(2, "utf-16", "Give --encoding utf-8.");
        Train(_folder.Write("i.txt", "a\tb\n")).Failed(2, "no labels", "If its lines have columns, give --delimiter.");
        foreach (var name in _folder.Names.Where(name => name != "m"))
            Assert.DoesNotContain(nameof(TextFileOptions), Train(_folder[name]).Error);
    }

    [Theory]
    [InlineData("--delimiter", "ab")]
    [InlineData("--delimiter", "x")]
    [InlineData("--delimiter", "…")]
    [InlineData("--delimiter", "")]
    [InlineData("--quote", "both")]
    [InlineData("--encoding", "klingon")]
    [InlineData("--encoding", "")]
    public void Values_that_make_no_sense_are_wrong_usage(string option, string value) =>
        Train(_folder.Reviews(), option, value).Failed(2, option, "expected", $"'{value}'");

    [Fact]
    public void Predict_cuts_columns_as_train_does_or_says_what_the_only_one_looks_like()
    {
        var model = Trained.Model(_folder);
        var file = _folder.Write("a.csv", "Kommentar;Note\na great film;1\nan awful film;0\n");
        var refused = Answer.To("predict", model, "--file", file);
        Assert.Equal(2, refused.Code);
        Assert.Contains("taken to be delimited by ';'", refused.Error);
        Assert.Contains("The columns are 'Kommentar', 'Note'. Give --text-column.", refused.Error);
        Assert.EndsWith("  a great film", Answer.To("predict", model, "--file", file, "--text-column", "Kommentar")
            .Succeeded().Lines[0]);
        Answer.To("predict", model, "--file", _folder.Write("b.csv", "Kommentar;Note\na great, lovely; film;1\n"))
            .Failed(2, "line 2", "looks delimited by ';'. Give --delimiter ';'.");
        Assert.Empty(Answer.To("predict", model, "--file", _folder.Write("c.csv", "what they said; in short\na "
            + "great film\n")).Succeeded().Error);
    }

    [Fact]
    public void Delimiter_and_quote_differ() =>
        Train(_folder.Reviews(), "--delimiter", "'", "--quote", "'").Failed(2, "--delimiter", "--quote");

    [Fact]
    public void A_column_that_is_missing_asks_for_a_near_one() =>
        Train(_folder.Reviews(), "--label-column", "labels")
            .Failed(2, "no column 'labels'", "Did you mean 'label'?", "'text', 'label'");
}
