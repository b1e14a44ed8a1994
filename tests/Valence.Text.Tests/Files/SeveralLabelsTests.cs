namespace Valence.Text.Tests;

/// <summary>Texts with any number of labels, however the file has them.</summary>
public sealed class SeveralLabelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv", "text,labels\none,\"a; b\"\ntwo,\nthree,  b ;c\n")]
    [InlineData("b.csv", "labels,text\na;b,one\n  ,two\nb;c,three\n")]
    [InlineData("c.jsonl", "{\"text\":\"one\",\"labels\":\"a;b\"}\n{\"text\":\"two\",\"labels\":\"\"}\n"
        + "{\"text\":\"three\",\"labels\":\"b; c\"}\n")]
    public void Labels_with_a_sign_between_them(string name, string content) =>
        AreThose(Read(name, content, new() { LabelSeparator = ";", RequireLabels = true }));

    [Theory]
    [InlineData("a.csv", "a,text,b,c\n1,one,1,0\n0,two, 0 ,0\n0,three,1,1\n")]
    [InlineData("b.jsonl", "{\"text\":\"one\",\"a\":1,\"b\":true,\"c\":0}\n{\"text\":\"two\",\"a\":0,\"b\":false,"
        + "\"c\":\"0\"}\n{\"text\":\"three\",\"a\":0,\"b\":1,\"c\":1}\n")]
    public void A_column_for_each_label(string name, string content) =>
        AreThose(Read(name, content, new() { LabelColumns = ["a", "b", "c"], RequireLabels = true }));

    [Theory]
    [InlineData("a.jsonl", "{\"text\":\"one\",\"labels\":[\"a\",\" b \"]}\n{\"text\":\"two\",\"labels\":[]}\n"
        + "{\"text\":\"three\",\"labels\":[\"b\",\"c\"]}\n")]
    [InlineData("a.json", "[{\"text\":\"one\",\"labels\":[\"a\",\"b\"]},\n{\"text\":\"two\",\"labels\":[]},\n"
        + "{\"text\":\"three\",\"labels\":[\"b\",\"c\"]}]")]
    [InlineData("a.txt", "__label__a __label__b one\ntwo\n__label__b three __label__c\n")]
    public void Arrays_of_JSON_and_labels_of_fastText(string name, string content) =>
        AreThose(Read(name, content, new() { SeveralLabels = true, RequireLabels = true }));

    [Fact]
    public void Columns_without_a_header_are_labels_by_number()
    {
        var rows = Read("a.csv", "one,1,0\ntwo,0,1\n", new()
        {
            HasHeader = false,
            TextColumns = [0],
            LabelColumns = [1, 2],
        });
        Assert.Equal(["2"], rows[0].Labels);
        Assert.Equal(["3"], rows[1].Labels);
    }

    [Theory]
    [InlineData("a;;b", "is empty")]
    [InlineData(";", "is empty")]
    [InlineData("a; a", "'a' is there twice")]
    public void Labels_that_are_empty_or_there_twice_are_refused_with_their_row(string cell, string words)
    {
        var error = Assert.Throws<DataFileException>(() => Read("a.csv", $"text,labels\nx,a\ny,{cell}\n",
            new() { LabelSeparator = ";" }));
        Assert.Contains(words, error.Message);
        Assert.Equal(3, error.Row);
        error = Assert.Throws<DataFileException>(() => Read("a.jsonl", "{\"text\":\"x\",\"labels\":[]}\n"
            + $"{{\"text\":\"y\",\"labels\":[{string.Join(',', cell.Split(';').Select(label => $"\"{label}\""))}]}}",
            new() { SeveralLabels = true }));
        Assert.Contains(words, error.Message);
        Assert.Equal(2, error.Row);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("")]
    [InlineData("1.0")]
    [InlineData("yes")]
    public void A_cell_that_is_neither_0_nor_1_is_refused_with_its_row(string cell)
    {
        var error = Assert.Throws<DataFileException>(() => Read("a.csv", $"text,a,b\nx,1,0\ny,0,{cell}\n",
            new() { LabelColumns = ["a", "b"] }));
        Assert.Contains("expected 1 or 0 in the column 'b'", error.Message);
        Assert.Equal(3, error.Row);
    }

    [Fact]
    public void What_contradicts_itself_or_has_no_use_is_refused()
    {
        const string csv = "text,labels,a\nx,p;q,1\n";
        foreach (var options in (TextFileOptions[])[new() { LabelSeparator = "" },
            new() { LabelSeparator = ";", LabelColumns = ["a"] },
            new() { LabelColumn = "labels", LabelColumns = ["a"] }])
            Assert.Throws<ArgumentException>(() => Read("a.csv", csv, options));
        Fails("nothing says how they stand", "a.csv", csv, new() { SeveralLabels = true, RequireLabels = true });
        Fails("two columns of labels are called 'a'", "a.csv", csv, new() { LabelColumns = ["a", "a"] });
        Fails("text and label at once", "a.csv", csv, new() { LabelColumns = ["text"] });
        Fails("there is no column 'z'", "a.csv", csv, new() { LabelColumns = ["z"] });
        Fails("labels with a sign between them", "b.txt", "__label__a x\n", new()
        {
            LabelSeparator = ";",
            Format = TextFileFormat.FastText,
        });
        Fails("have no several labels", "c.txt", "a x\nb y\n", new()
        {
            SeveralLabels = true,
            RequireLabels = true,
            Format = TextFileFormat.LabelFirst,
        });
        Fails("[] for none", "d.jsonl", "{\"text\":\"x\",\"labels\":null}\n", new()
        {
            SeveralLabels = true,
            RequireLabels = true,
        });
        Fails("expected texts as labels under 'labels', found an object", "e.jsonl",
            "{\"text\":\"x\",\"labels\":[{}]}\n", new() { SeveralLabels = true });
        // Who did not ask for several labels is told how to.
        Fails("TextFileOptions.SeveralLabels = true", "f.jsonl", "{\"text\":\"x\",\"labels\":[\"a\"]}\n", new());
        Fails("TextFileOptions.SeveralLabels = true", "g.txt", "__label__a __label__b x\n",
            new() { RequireLabels = true });

        void Fails(string words, string name, string content, TextFileOptions options) =>
            Assert.Contains(words, Assert.Throws<DataFileException>(() => Read(name, content, options)).Message);
    }

    [Fact]
    public void A_sign_that_stands_between_no_labels_is_doubted()
    {
        List<string> said = [];
        Read("a.csv", "text,labels\nx,a|b\ny,c\n", new() { LabelSeparator = ";", Warn = said.Add });
        Assert.Contains("No row has ';' between labels", Assert.Single(said));
        said.Clear();
        Read("a.csv", "text,labels\nx,a;b\ny,c\n", new() { LabelSeparator = ";", Warn = said.Add });
        Assert.Empty(said);
    }

    [Fact]
    public void A_header_once_more_is_left_out()
    {
        List<string> said = [];
        foreach (var options in (TextFileOptions[])[new() { LabelSeparator = ";" },
            new() { LabelColumns = ["labels"] }])
            Assert.Equal(2, Read("a.csv", "text,labels\nx,1\ntext,labels\ny,0\n", options with { Warn = said.Add })
                .Length);
        Assert.Contains(said, sentence => sentence.Contains("the header once more"));
    }

    private LabelledText[] Read(string name, string content, TextFileOptions options) =>
        [.. LabelledTexts.Read(_folder.Write(name, content), options)];

    private static void AreThose(LabelledText[] rows)
    {
        Assert.Equal(["one", "two", "three"], rows.Select(row => row.Text));
        Assert.Equal(["a", "b"], rows[0].Labels);
        Assert.Empty(rows[1].Labels!);
        Assert.Equal(["b", "c"], rows[2].Labels);
        Assert.All(rows, row => Assert.Null(row.Label));
    }
}
