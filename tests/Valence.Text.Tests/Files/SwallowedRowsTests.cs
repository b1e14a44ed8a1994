namespace Valence.Text.Tests;

/// <summary>A text that begins with a quote and takes the next rows with it.</summary>
public sealed class SwallowedRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private (LabelledText[] Rows, FileDoubt[] Doubts) Read(string content, TextFileOptions? options = null)
    {
        var doubts = new List<FileDoubt>();
        var rows = LabelledTexts.Read(_folder.Write("a.csv", content), (options ?? new()) with { Doubted = doubts.Add })
            .ToArray();
        return (rows, [.. doubts]);
    }

    private static string Rows(int count, string form = "a film,{0}\n") =>
        string.Concat(Enumerable.Range(0, count).Select(i => string.Format(form, i % 2)));

    [Theory]
    [InlineData("text,label\n", "a film,{0}\n", "\"A film,1\n", "said so\",0\n")]
    [InlineData("text,label,id\n", "a film,{0},x\n", "\"A film,1,x\n", "said so\",0,x\n")]
    [InlineData("label,text\n", "{0},a film\n", "1,\"A film\n", "0,said so\"\n")]
    [InlineData("id,text,label\n", "x,a film,{0}\n", "x,\"A film,1\n", "x,said so\",0\n")]
    public void Rows_inside_a_row_are_doubted_with_lines_and_advice(string header, string form, string opens,
        string closes)
    {
        var content = header + Rows(6, form) + opens + Rows(410, form) + closes + Rows(4, form);
        TextFileOptions texts = new() { TextColumns = ["text"] };
        var (rows, doubts) = Read(content, texts);
        Assert.Equal(11, rows.Length);
        Assert.Contains("The row at line 8 has 412 lines: a text in it begins with a quote that is closed at line 419",
            doubts.Single().Looks);
        Assert.Equal("If the file quotes nothing, give TextFileOptions.Quote = null.", doubts.Single()
            .Advice!.ToString());
        var (all, none) = Read(content, texts with { Quote = null });
        Assert.Equal(422, all.Length);
        Assert.Empty(none);
    }

    [Fact]
    public void Where_other_rows_are_quoted_the_quote_is_to_be_doubled()
    {
        var content = "text,label\n" + Rows(3, "\"a, film\",{0}\n") + "\"A film,1\n" + Rows(5) + "b\",0\n";
        var doubt = Read(content).Doubts.Single();
        Assert.Contains("row at line 5 has 7 lines", doubt.Looks);
        Assert.Contains("twice, inside quotes around the text", doubt.Looks);
        Assert.Null(doubt.Advice);
        var mended = content.Replace("\"A film,1", "\"\"\"A film\",1").Replace("b\",0", "\"b\"\"\",0");
        Assert.Empty(Read(mended).Doubts);
        Assert.Equal(10, Read(mended).Rows.Length);
    }

    [Fact]
    public void Two_rows_are_enough() =>
        Assert.Contains("has 2 lines", Read("text,label\na,1\nc,0\n\"a film,1\nb\",0\n").Doubts.Single().Looks);

    [Fact]
    public void Texts_of_many_lines_are_not_doubted()
    {
        var text = string.Join('\n', Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? "well, 1 thing" : "and, so, on"));
        Assert.Empty(Read("text,label\n" + Rows(50) + $"\"{text}\",1\n").Doubts);
        Assert.Empty(Read("label,text\n" + Rows(50, "{0},a film\n") + $"1,\"{text}\"\n").Doubts);
        Assert.Empty(Read("text\n" + string.Concat(Enumerable.Repeat($"\"{text}\"\n", 5))).Doubts);
    }

    [Fact]
    public void Without_labels_one_row_of_very_many_lines_is_doubted()
    {
        var texts = string.Concat(Enumerable.Repeat("a film\n", 300));
        Assert.Contains("row at line 302 has 32 lines",
            Read("text\n" + texts + "\"A film\n" + string.Concat(Enumerable.Repeat("b\n", 30)) + "c\"\n")
                .Doubts.Single()
                .Looks);
    }
}
