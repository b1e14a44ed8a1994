using System.IO.Compression;
using System.Text;
using Valence.Text;

namespace Valence.Language.Tests.Translation;

/// <summary>Pairs of two files or columns, and what is told of those that do not fit.</summary>
public sealed class ParallelTextsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void Lines_of_two_files_belong_together()
    {
        var (source, target) = (Write("a.de", "Ein Hund.\nZwei \"Katzen.\n"),
            Zipped("a.en.gz", "A dog.\r\nTwo cats.\r\n"));
        Assert.Equal([new("Ein Hund.", "A dog.", 1), new("Zwei \"Katzen.", "Two cats.", 2)],
            ParallelTexts.Read(source, target));
    }

    [Fact]
    public void Columns_of_a_table_belong_together()
    {
        TextPair[] expected = [new("Ein Hund.", "A dog.", 2), new("Zwei, drei.", "Two, three.", 3)];
        var csv = Write("a.csv", "de,en\nEin Hund.,A dog.\n\"Zwei, drei.\",\"Two, three.\"\n");
        Assert.Equal(expected, ParallelTexts.Read(csv, "de", "en"));
        Assert.Equal([.. expected.Select(pair => new TextPair(pair.Target, pair.Source, pair.Row))],
            ParallelTexts.Read(csv, "en", "de"));
        var bare = Write("a.tsv", "Ein Hund.\tA dog.\nZwei, drei.\tTwo, three.\n");
        Assert.Equal([.. expected.Select(pair => pair with { Row = pair.Row - 1 })], ParallelTexts.Read(bare, 0, 1,
            new() { HasHeader = false }));
        var json = Write("a.jsonl", "{\"de\": \"Ein Hund.\", \"en\": \"A dog.\"}\n");
        Assert.Equal([new("Ein Hund.", "A dog.", 1)], ParallelTexts.Read(json, "de", "en"));
    }

    [Fact]
    public void What_has_no_other_side_is_told_with_its_line()
    {
        var three = Write("three", "eins\nzwei\ndrei\n");
        var error = Assert.Throws<DataFileException>(() => ParallelTexts.Read(three, Write("two", "one\ntwo\n")));
        Assert.Contains("which has 3, found 2 lines", error.Message);
        Assert.Equal(3, error.Row);
        error = Assert.Throws<DataFileException>(() => ParallelTexts.Read(three, Write("gap", "one\n \nthree\n")));
        Assert.Contains("gap", error.Message);
        Assert.Equal(2, error.Row);
        error = Assert.Throws<DataFileException>(() => ParallelTexts.Read(Write("gap", "eins\n\ndrei\n"), three));
        Assert.Equal(2, error.Row);
        error = Assert.Throws<DataFileException>(() => ParallelTexts.Read(Write("a.csv", "de,en\nEin,A\nZwei,\n"),
            "de", "en"));
        Assert.Equal(3, error.Row);
        Assert.Throws<DataFileException>(() => ParallelTexts.Read(Write("a.csv", "de,en\nEin,A\n"), "de", "fr"));
        Assert.Throws<DataFileException>(() => ParallelTexts.Read(Write("none", ""), three));
    }

    [Fact]
    public void Swapped_rows_are_doubted_and_others_not()
    {
        string[] german = ["der", "hund", "läuft", "durch", "den", "schnee", "und", "eine", "katze", "schläft"],
            english = ["the", "dog", "runs", "through", "deep", "snow", "and", "one", "cat", "sleeps"];
        var random = new Random(1);
        var rows = Enumerable.Range(0, 300).Select(_ =>
        {
            int[] words = [.. Enumerable.Range(0, 6).Select(_ => random.Next(10))];
            return (De: string.Join(' ', words.Select(i => german[i])),
                En: string.Join(' ', words.Select(i => english[i])));
        }).ToArray();
        Assert.Empty(Warned(rows));
        rows[41] = (rows[41].En, rows[41].De);
        rows[7] = (rows[7].En, rows[7].De);
        Assert.Contains("In 2 of 300 pairs the two sides look swapped (line 8, 42)", Assert.Single(Warned(rows)));
        // Names and copies are on both sides.
        rows[41] = rows[7] = ("Berlin 2000", "Berlin 2000");
        Assert.Empty(Warned(rows));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private List<string> Warned((string De, string En)[] rows)
    {
        var warnings = new List<string>();
        var pairs = ParallelTexts.Read(Write("de", string.Join('\n', rows.Select(row => row.De))),
            Write("en", string.Join('\n', rows.Select(row => row.En))), new() { Warn = warnings.Add });
        Assert.Equal(rows.Length, pairs.Count);
        return warnings;
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private string Zipped(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write(Encoding.UTF8.GetBytes(content));
        return path;
    }
}
