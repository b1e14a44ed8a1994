using CsvHelper;

namespace Valence.Text;

/// <summary>Texts in the columns of a file whose fields are separated by a character.</summary>
internal static class DelimitedTexts
{
    public static IEnumerable<LabelledText> Read(string path, char separator, TextFileOptions options)
    {
        CsvMalformedReason? malformed = null;
        using var reader = CsvReader.Create(CheckedStream.Open(path, options.Encoding), new CsvReaderOptions
        {
            Separator = options.Delimiter ?? separator,
            HasHeader = false,
            Mode = options.Quoted ? CsvMode.Rfc4180 : CsvMode.NoEscape,
            TrackLineNumbers = true,
            MaxRecordSize = LineReader.LongestLine,
            OnMalformedRecord = record => malformed = record.Reason == CsvMalformedReason.StrayQuote ? null : record.Reason,
        });

        if (!Next(path, reader)) throw DataFileException.At(path, null, "a header and texts", "an empty file", "give a file with texts");
        if (malformed is not null) throw Quotes(path, reader);
        var width = reader.FieldCount;
        var columns = TextColumns.Choose(path, options.HasHeader ? Fields(reader) : TextColumns.Numbers(width), options);
        if (options.HasHeader && !Next(path, reader))
            throw DataFileException.At(path, null, "texts after the header", "a header only", "give a file with texts, or say in the options that it has no header");
        do
        {
            if (malformed is not null) throw Quotes(path, reader);
            if (reader.FieldCount != width)
                throw DataFileException.At(path, reader.LineNumber, $"{width} fields", $"{reader.FieldCount}", "quote a field that holds the delimiter or a line break, or correct the row");
            yield return new LabelledText(reader.GetString(columns.Text), Label(path, reader, columns.Label, options), (int)reader.LineNumber);
        }
        while (Next(path, reader));
    }

    private static bool Next(string path, CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException cause)
        {
            throw DataFileException.At(path, cause.LineNumber, "a record of at most 64 MB", "a longer one", "look for a quote that is never closed", cause);
        }
    }

    private static string? Label(string path, CsvReader reader, int column, TextFileOptions options)
    {
        var label = column < 0 ? "" : reader.GetString(column).Trim();
        if (label.Length > 0) return label;
        return options.RequireLabels ? throw DataFileException.At(path, reader.LineNumber, "a label", "an empty field", "label the text or remove the row") : null;
    }

    private static string[] Fields(CsvReader reader)
    {
        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++) fields[i] = reader.GetString(i).Trim();
        return fields;
    }

    private static DataFileException Quotes(string path, CsvReader reader) => DataFileException.At(
        path, reader.LineNumber, "balanced quotes", "a quoted field without its closing quote", $"double the quotes inside a field, or set {nameof(TextFileOptions.Quoted)} to false if quotes are ordinary characters");
}
