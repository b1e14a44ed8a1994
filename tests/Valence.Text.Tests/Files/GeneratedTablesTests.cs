using System.Text;

namespace Valence.Text.Tests;

/// <summary>Tables of known rows in all forms, with and without dirt: the same rows are read back, or what is wrong is
/// said. None is lost or changed in silence.</summary>
public sealed class GeneratedTablesTests : IDisposable
{
    private static readonly string[] Names = ["a.csv", "a.tsv", "a.txt", "a.json", "a.jsonl", "a.dat", "a"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(FormsAndDirt))]
    public void Rows_are_read_back_or_what_is_wrong_is_said(TableForm form, TableDirt dirt)
    {
        var seed = 1000 * (int)form + (int)dirt;
        var read = 0;
        char[] delimiters = form == TableForm.Delimited ? [',', ';', '\t', '|'] : [','];
        string[] quotings = form == TableForm.Delimited ? ["needed", "all", "none"] : ["none"];
        foreach (var delimiter in delimiters)
            foreach (var quoting in quotings)
                foreach (var encoding in (string[])["utf-8", "utf-8+mark", "utf-16+mark", "utf-16BE+mark",
                    "windows-1252"])
                    foreach (var lineEnd in (string[])["\n", "\r\n"])
                    {
                        if (!GeneratedTable.Fits(dirt, form, quoting, encoding)) continue;
                        var table = new GeneratedTable(seed++, form, delimiter, quoting, encoding, dirt, seed % 3 == 0,
                            lineEnd);
                        Check(table, Names[seed % Names.Length], encoding, $"{delimiter} {quoting} {encoding} {seed}");
                        read++;
                    }
        Assert.True(read > 0 || !GeneratedTable.Fits(dirt, form, "needed", "utf-8"));
    }

    public static TheoryData<TableForm, TableDirt> FormsAndDirt()
    {
        var data = new TheoryData<TableForm, TableDirt>();
        foreach (var form in Enum.GetValues<TableForm>())
            foreach (var dirt in Enum.GetValues<TableDirt>())
                if (GeneratedTable.Fits(dirt, form, "needed", "utf-8")) data.Add(form, dirt);
        return data;
    }

    private void Check(GeneratedTable table, string name, string encoding, string of)
    {
        // Lines that are no JSON cannot be told from a table or a text by their content; their names must not lie.
        if (table.Form is TableForm.LabelBlankText or TableForm.LabelTabText or TableForm.TextTabLabel) name = "a.txt";
        if (table.Form == TableForm.Delimited && name.Contains("json", StringComparison.Ordinal)) name = "a.csv";
        var options = new TextFileOptions
        {
            RequireLabels = true,
            Encoding = encoding == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252) : null,
        };
        var isSaid = table.Dirt == TableDirt.SepLine;
        if (table.Form == TableForm.Delimited && !isSaid && !(name is "a.txt" or "a" or "a.dat"))
            options = options with { Delimiter = table.Delimiter };
        var doubts = new List<string>();
        LabelledText[] rows;
        var path = _folder.Write(name, table.Bytes);
        try
        {
            rows = [.. LabelledTexts.Read(path, options with { Doubted = doubt => doubts.Add(doubt.Looks) })];
        }
        catch (DataFileException error)
        {
            Assert.True(table.IsRefused, $"{of}: {error.Message}");
            Assert.True(table.Expected!.Split('|').Any(word => error.Message.Contains(word, StringComparison.Ordinal)),
                $"{of}: {error.Message}");
            return;
        }
        Assert.False(table.IsRefused, $"{of}: read {rows.Length} rows");
        doubts.RemoveAll(doubt => doubt.Contains("is taken for", StringComparison.Ordinal));
        if (table.Expected is { } expected)
            Assert.True(doubts.Any(doubt => doubt.Contains(expected, StringComparison.Ordinal)),
                $"{of}: {string.Join(' ', doubts)}");
        else Assert.True(doubts.Count == 0, $"{of}: {string.Join(' ', doubts)}");
        if (table.Dirt == TableDirt.SwallowingQuote) return;
        Assert.Equal(table.Rows.Select(row => (row.Text.ReplaceLineEndings("\n"), row.Label)),
            rows.Select(row => (row.Text.ReplaceLineEndings("\n"), row.Label!)));
    }
}
