using System.Text;
using static Valence.Text.Tests.ReadingError;

namespace Valence.Text.Tests;

public sealed class LabelledTextsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_keeps_delimiters_quotes_and_new_lines_inside_quotes()
    {
        var path = _folder.Write("a.csv", "id,review,sentiment\r\n1,\"good, "
            + "\"\"really\"\"\r\nyes\",pos\r\n\r\n2,5\" disk, neg \r\n");

        Assert.Equal([new LabelledText("good, \"really\"\r\nyes", "pos", 2), new("5\" disk", "neg", 5)],
            LabelledTexts.Read(path));
    }

    [Fact]
    public void Read_takes_the_delimiter_from_the_extension_or_the_options()
    {
        Assert.Equal([new LabelledText("a, b", "1", 2)],
            LabelledTexts.Read(_folder.Write("a.tsv", "text\tlabel\na, b\t1\n")));
        Assert.Equal([new LabelledText("a, b", "1", 2)],
            LabelledTexts.Read(_folder.Write("a.txt", "text;label\na, b;1\n"), new() { Delimiter = ';' }));
    }

    [Fact]
    public void Read_leaves_quotes_alone_where_a_file_quotes_nothing()
    {
        var path = _folder.Write("a.tsv", "\" begins with a quote\t1\nsaid \"so\"\t0\n");
        Assert.Equal(
            [new LabelledText("\" begins with a quote", "1", 1), new("said \"so\"", "0", 2)],
            LabelledTexts.Read(path, new() { Quote = null, HasHeader = false, TextColumns = [0], LabelColumn = 1 }));
    }

    [Fact]
    public void Read_leaves_the_rest_of_the_line_to_the_last_column()
    {
        var path = _folder.Write(
            "a.label", [.. "NUM:dist How far is it ?\nHUM:ind Who was Fran"u8, 0xE7, .. "ois ?\n"u8]);
        var options = new TextFileOptions
        {
            Delimiter = ' ',
            Quote = null,
            HasHeader = false,
            MaxColumns = 2,
            LabelColumn = 0,
            TextColumns = [1],
            Encoding = Encoding.Latin1
        };
        Assert.Equal([new LabelledText("How far is it ?", "NUM:dist", 1), new("Who was François ?", "HUM:ind", 2)],
            LabelledTexts.Read(path, options));
    }

    [Fact]
    public void Read_takes_one_text_a_line_and_keeps_empty_ones() =>
        Assert.Equal([new LabelledText("a,b", null, 1), new("", null, 2), new("c\t\"d", null, 3)],
            LabelledTexts.Read(_folder.Write("a.txt", "a,b\n\nc\t\"d\n")));

    [Fact]
    public void Read_takes_a_folder_of_class_folders_by_name()
    {
        _folder.Write("train/pos/1.txt", "good");
        _folder.Write("train/neg/10.txt", "bad");
        _folder.Write("train/neg/2.txt", "worse\n");
        _folder.Write("train/neg/notes.md", "no text");
        _folder.Write("train/.hidden/1.txt", "unseen");
        Assert.Equal(
            [new LabelledText("bad", "neg", 1), new("worse\n", "neg", 2), new("good", "pos", 3)],
            LabelledTexts.Read(Path.Combine(_folder.Path, "train")));
    }

    [Fact]
    public void Read_takes_a_text_of_five_megabytes()
    {
        var text = new string('x', 5_000_000);
        Assert.Equal(text, LabelledTexts.Read(_folder.Write("a.csv", $"text,label\n\"{text}\",1\n")).Single().Text);
    }

    [Fact]
    public void Read_refuses_files_without_rows()
    {
        Assert.Contains("no rows", Error(_folder.Write("a.csv", "\n\n")).Message);
        Assert.Contains("no rows below", Error(_folder.Write("a.csv", "text,label\n")).Message);
        Assert.Contains("no rows", Error(_folder.Write("a.jsonl", "\n")).Message);
        Assert.Contains("found none",
            Error(Directory.CreateDirectory(Path.Combine(_folder.Path, "empty")).FullName).Message);
    }

    [Fact]
    public void Read_stops_at_a_row_above_the_limit() =>
        Assert.Contains("line 2",
            Error(_folder.Write("a.csv", "text,label\n\"" + new string('x', 1_000_000)),
                new() { MaxRowBytes = 1000 }).Message);

    [Fact]
    public void Read_refuses_options_that_contradict_each_other() =>
        Assert.Throws<ArgumentException>(() => LabelledTexts.Read("a.csv", new() { MaxColumns = 2 }));

    [Fact]
    public void The_culture_changes_nothing()
    {
        var path = _folder.Write("a.csv", "REVIEW,LABEL\nI,1\n");
        foreach (var name in ForeignCulture.Names)
        {
            using var culture = new ForeignCulture(name);
            Assert.Equal([new LabelledText("I", "1", 2)], LabelledTexts.Read(path));
        }
    }
}
