using static Valence.Text.Tests.ReadingError;

namespace Valence.Text.Tests;

/// <summary>What errors say of the file, and the setting that helps.</summary>
public sealed class TextFileAdviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("review;mood\ngood;1;2\n", "delimited by ';'", "Give TextFileOptions.Delimiter = ';'.")]
    [InlineData("review\tmood\ngood\t1\t2\n", "delimited by a tab", "Give TextFileOptions.Delimiter = '\\t'.")]
    [InlineData("review|mood\ngood|1|2\n", "delimited by '|'", "Give TextFileOptions.Delimiter = '|'.")]
    public void Read_says_which_delimiter_an_uncut_header_seems_to_have(string csv, string looks, string advice)
    {
        foreach (var requireLabels in (bool[])[true, false])
        {
            var error = Error(_folder.Write("a.csv", csv), new() { RequireLabels = requireLabels });
            Assert.Contains(looks, error.Message);
            Assert.EndsWith(advice, error.Message);
            Assert.Equal(nameof(TextFileOptions.Delimiter), error.Advice!.Setting);
        }
    }

    [Theory]
    [InlineData("The food was cold.,negative\nFine!,positive\n")]
    [InlineData("good,1\nbad,0\n")]
    [InlineData("a film that goes on for ever,mood\nb,c\n")]
    public void Read_says_that_a_first_row_looks_like_data(string csv)
    {
        var error = Error(_folder.Write("a.csv", csv), new() { RequireLabels = true });
        Assert.Contains("The first row looks like data. If it names no columns, give TextFileOptions.HasHeader = "
            + "false.", error.Message);
    }

    [Theory]
    [InlineData("text,label\na,1\nb,c,2\n", nameof(TextFileOptions.Delimiter))]
    [InlineData("text,label\n\"a\" b,1\n", nameof(TextFileOptions.Quote))]
    [InlineData("text,review,label\na,b,1\n", nameof(TextFileOptions.TextColumns))]
    [InlineData("text,label,class\na,b,1\n", nameof(TextFileOptions.LabelColumn))]
    public void Errors_name_the_setting_that_helps(string csv, string setting)
    {
        var error = Error(_folder.Write("a.csv", csv));
        Assert.Equal(setting, error.Advice!.Setting);
        Assert.Equal($"{error.Place}: {error.Problem} {error.Advice}", error.Message);
        Assert.Contains($"TextFileOptions.{setting}", error.Message);
    }

    [Theory]
    [InlineData("text,label\na,1\nb\n", 3, "expected 2 columns")]
    [InlineData("text,label\na,1\nb,2,c\n", 3, "found 3")]
    [InlineData("text,label\na,1\n\"b,2\nc,3\n", 3, "never closed")]
    [InlineData("text,label\n\"a,1\n\"b\",2\n", 2, "unbalanced")]
    [InlineData("text,label\na,1\nb, \n", 3, "label is empty")]
    public void Read_names_the_line_of_a_row_it_cannot_read(string csv, int row, string problem)
    {
        var error = Error(_folder.Write("a.csv", csv), new() { RequireLabels = true });
        Assert.Equal(row, error.Row);
        Assert.Contains(problem, error.Message);
    }

    [Theory]
    [InlineData("a.csv", "text,label\na,1\nb,\nc,0\nd, \ne,\n", 3)]
    [InlineData("a.jsonl",
        "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\"label\":null}\n\n{\"text\":\"c\",\"label\":\" "
            + "\"}\n{\"text\":\"d\"}\n", 2)]
    public void Read_says_how_many_rows_are_without_label_and_which_is_the_first(string name, string content, int line)
    {
        var error = Error(_folder.Write(name, content), new() { RequireLabels = true });
        Assert.Equal(line, error.Row);
        Assert.Contains("3 rows", error.Message);
        Assert.Contains("of which this is the first", error.Message);
    }
}
