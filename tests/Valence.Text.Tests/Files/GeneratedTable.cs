using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Valence.Text.Tests;

/// <summary>How a generated table is written.</summary>
public enum TableForm
{
    Delimited, JsonLines, JsonArray, JsonPretty, FastText, LabelBlankText, LabelTabText, TextTabLabel,
}

/// <summary>What is wrong with a generated table.</summary>
public enum TableDirt
{
    None, SepLine, Comments, Title, SecondHeader, SecondHeaderWithMark, BlankLines, SwallowingQuote, OpenQuote, LongRow,
    ShortRow, NoLabel, BadByte, Nul, CutShort, TwoLabels, NoEnd,
}

/// <summary>A table of known rows as a file, and what must come of reading it.</summary>
internal sealed class GeneratedTable
{
    private static readonly string[] Words =
    [
        "the", "film", "was", "good", "bad", "café", "naïve", "Straße", "it's", "5", "and", "no", "so-so", "why?",
        "https://a.b/c", "#tag", "@you", "<br>", "50%", "e.g.", "___", "__init__", "\\n", "{x}", "[y]",
    ];

    private readonly Random _random;

    public GeneratedTable(int seed, TableForm form, char delimiter, string quoting, string encoding, TableDirt dirt,
        bool isPacked, string lineEnd)
    {
        _random = new(seed);
        (Form, Delimiter, Quoting, Dirt, LineEnd) = (form, delimiter, quoting, dirt, lineEnd);
        var labels = Form is TableForm.LabelBlankText ? (string[])["NEG:a", "POS", "NEU:b"] : ["neg", "pos",
            "very good"];
        if (Form is TableForm.LabelTabText or TableForm.TextTabLabel) labels = ["0", "1", "2"];
        Rows = [.. Enumerable.Range(0, 12).Select(i => (Text(), Form == TableForm.FastText ? labels[i % 2]
            : labels[i % 3]))];
        var content = Content();
        var bytes = encoding switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(content),
            "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(content),
            _ => Marked(Encoding.GetEncoding(encoding[..^5]), content),
        };
        if (Dirt == TableDirt.BadByte)
        {
            // Inside a text, where it breaks nothing else.
            var at = Array.LastIndexOf(bytes, (byte)' ', bytes.Length / 2);
            bytes = [.. bytes[..at], 0xFE, 0xC0, .. bytes[at..]];
        }
        Bytes = isPacked ? TemporaryFolder.Gzip(bytes) : bytes;
    }

    public TableForm Form { get; }

    public char Delimiter { get; }

    public string Quoting { get; }

    public TableDirt Dirt { get; }

    public string LineEnd { get; }

    public (string Text, string Label)[] Rows { get; }

    public byte[] Bytes { get; }

    /// <summary>A word that a doubt or refusal must hold; null where the rows must be read without either. What is
    /// said of columns that were found is neither.</summary>
    public string? Expected => Dirt switch
    {
        TableDirt.Comments or TableDirt.Title => "left out",
        TableDirt.SecondHeader or TableDirt.SecondHeaderWithMark => "header once more",
        TableDirt.SwallowingQuote => "begins with a quote that is closed at line",
        TableDirt.OpenQuote => "never closed",
        TableDirt.LongRow => "found 4",
        TableDirt.ShortRow => "found 1",
        TableDirt.NoLabel => "label",
        TableDirt.BadByte => "not valid UTF-8",
        TableDirt.Nul => "NUL",
        TableDirt.CutShort => "valid JSON|not closed|closing quote",
        TableDirt.TwoLabels => "2 labels|found an array",
        _ => null,
    };

    /// <summary>Whether the dirt must be refused.</summary>
    public bool IsRefused => Dirt is TableDirt.OpenQuote or TableDirt.LongRow or TableDirt.ShortRow or TableDirt.NoLabel
        or TableDirt.BadByte or TableDirt.Nul or TableDirt.CutShort or TableDirt.TwoLabels;

    /// <summary>Whether a dirt can be in a form.</summary>
    public static bool Fits(TableDirt dirt, TableForm form, string quoting, string encoding) => dirt switch
    {
        TableDirt.SepLine or TableDirt.Comments or TableDirt.Title or TableDirt.SecondHeader
            or TableDirt.LongRow or TableDirt.ShortRow => form == TableForm.Delimited,
        TableDirt.SecondHeaderWithMark => form == TableForm.Delimited && encoding != "windows-1252",
        TableDirt.SwallowingQuote or TableDirt.OpenQuote => form == TableForm.Delimited && quoting != "none",
        TableDirt.NoLabel => form is TableForm.Delimited or TableForm.JsonLines or TableForm.JsonArray
            or TableForm.FastText,
        TableDirt.BadByte => encoding == "utf-8",
        TableDirt.Nul => encoding is "utf-8" or "windows-1252",
        TableDirt.CutShort => form is TableForm.JsonLines or TableForm.JsonArray or TableForm.JsonPretty,
        TableDirt.TwoLabels => form is TableForm.FastText or TableForm.JsonLines or TableForm.JsonArray,
        _ => true,
    };

    private static byte[] Marked(Encoding encoding, string content) => [.. encoding.GetPreamble(),
        .. encoding.GetBytes(content)];

    private string Text()
    {
        var words = Enumerable.Range(0, _random.Next(3, 9)).Select(_ => Words[_random.Next(Words.Length)]).ToList();
        if (Form == TableForm.Delimited && Quoting != "none" || Form is TableForm.JsonLines or TableForm.JsonArray
            or TableForm.JsonPretty)
            words.Insert(_random.Next(words.Count), ((string[])["a, b; c", "tab\there", "\"quoted\"", "two\nlines",
                "pipe|pipe", "end\""])[_random.Next(6)]);
        var text = string.Join(' ', words);
        // A text of a table that quotes nothing, or of a line, begins with no sign that is one of the form.
        return char.IsLetter(text[0]) ? text : "so " + text;
    }

    private string Content()
    {
        var rows = Rows.Select((row, i) => Row(row.Text, row.Label, i)).ToList();
        if (Dirt == TableDirt.NoLabel) rows[5] = Row(Rows[5].Text, "", 5);
        if (Dirt == TableDirt.Nul) rows[5] = rows[5].Insert(rows[5].IndexOf(' ') + 1, "\0");
        if (Dirt == TableDirt.LongRow) rows[5] += $"{Delimiter}x{Delimiter}y";
        if (Dirt == TableDirt.ShortRow) rows[5] = "short";
        if (Dirt == TableDirt.SwallowingQuote)
        {
            // These rows quote nothing, but for the first and last text.
            for (var i = 3; i < 9; i++) (Rows[i].Text, rows[i]) = ($"plain {i}",
                $"plain {i}{Delimiter}{Rows[i].Label}");
            rows[3] = "\"" + rows[3];
            rows[8] = $"plain 8\"{Delimiter}{Rows[8].Label}";
        }
        if (Dirt == TableDirt.OpenQuote) rows[^1] = $"\"open{Delimiter}1";
        if (Dirt == TableDirt.TwoLabels)
            rows[5] = Form == TableForm.FastText ? "__label__pos " + rows[5].Replace("__label__pos", "__label__neg")
                : rows[5].Replace($"\"{Rows[5].Label}\"", "[\"pos\",\"neg\"]");
        if (Dirt == TableDirt.BlankLines && Form != TableForm.JsonPretty) rows.Insert(6, "");
        if (Form == TableForm.JsonArray)
            return "[" + string.Join("," + LineEnd, rows.Where(row => row.Length > 0))
                + (Dirt == TableDirt.CutShort ? "" : "]" + LineEnd);
        if (Form == TableForm.Delimited)
        {
            var header = Row("text", "label", 0);
            rows.Insert(0, header);
            if (Dirt is TableDirt.SecondHeader or TableDirt.SecondHeaderWithMark)
                rows.Insert(7, (Dirt == TableDirt.SecondHeader ? "" : "\uFEFF") + header);
            if (Dirt == TableDirt.SepLine) rows.Insert(0, $"sep={Delimiter}");
            if (Dirt == TableDirt.Comments) rows.InsertRange(0, ["# made by me", $"# twice{Delimiter} or so"]);
            if (Dirt == TableDirt.Title) rows.InsertRange(0, ["All that was said", ""]);
        }
        var content = string.Join(LineEnd, rows);
        if (Dirt == TableDirt.CutShort) return content[..^4];
        return Dirt == TableDirt.NoEnd ? content : content + LineEnd;
    }

    private string Row(string text, string label, int row) => Form switch
    {
        TableForm.Delimited => $"{Cell(text)}{Delimiter}{Cell(label)}",
        TableForm.FastText => label.Length == 0 ? text : $"__label__{label} {text}",
        TableForm.LabelBlankText => $"{label} {text}",
        TableForm.LabelTabText => $"{label}\t{text}",
        TableForm.TextTabLabel => $"{text}\t{label}",
        _ => Json(text, label),
    };

    private string Json(string text, string label)
    {
        var (shownText, shownLabel) = (JsonSerializer.Serialize(text), JsonSerializer.Serialize(label));
        return Form == TableForm.JsonPretty
            ? string.Create(CultureInfo.InvariantCulture, $"{{{LineEnd}  \"text\": {shownText},{LineEnd}  \"label\": "
                + $"{shownLabel}{LineEnd}}}")
            : $"{{\"text\": {shownText}, \"label\": {shownLabel}}}";
    }

    private string Cell(string cell) => Quoting switch
    {
        "none" => cell,
        "all" => $"\"{cell.Replace("\"", "\"\"")}\"",
        _ => cell.AsSpan().IndexOfAny($"\"\r\n{Delimiter}") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"",
    };
}
