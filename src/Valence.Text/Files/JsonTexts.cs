using System.Globalization;
using System.Text.Json;

namespace Valence.Text;

/// <summary>Texts in a file of JSON objects, one a line; empty lines are skipped.</summary>
internal static class JsonTexts
{
    private const string AnArray = "an array";

    public static IEnumerable<LabelledText> Read(string path, TextFileOptions options)
    {
        using var rows = RowReader.OfLines(path, options);
        string[]? keys = null;
        ColumnChoice? columns = null;
        while (rows.Read())
        {
            if (rows.Line.AsSpan().IsWhiteSpace()) continue;
            using var document = Parse(rows, path);
            var row = document.RootElement;
            keys ??= [.. row.EnumerateObject().Select(member => member.Name)];
            columns ??= ColumnChoice.Among(keys, true, null, options, path);

            var text = string.Join(' ', columns.Texts.Select(column => Text(row, keys[column])));
            var key = columns.Label is { } column ? keys[column] : null;
            var label = Label(row, key);
            if (label is null && options.RequireLabels) throw Unlabelled(key);
            yield return new(text, label, rows.Row);
        }
        if (keys is null) throw new DataFileException("the file has no rows.", path);

        string Text(JsonElement row, string key) =>
            row.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? Decoded(value)
            : throw new DataFileException($"expected a text under '{key}', found {Found(row, key)}.", path, rows.Row);

        string? Label(JsonElement row, string? key)
        {
            var label = key is null || !row.TryGetProperty(key, out var value) ? "" : value.ValueKind switch
            {
                JsonValueKind.String => Decoded(value).Trim(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                JsonValueKind.Null => "",
                _ => throw new DataFileException("expected a text, a number or a truth value as label under "
                    + $"'{key}', found {Found(row, key)}.", path, rows.Row),
            };
            return label.Length > 0 ? label : null;
        }

        // Whoever is told of the first alone corrects and tries again once for each.
        DataFileException Unlabelled(string? key)
        {
            var (line, count) = (rows.Row, 1);
            while (rows.Read())
            {
                if (rows.Line.AsSpan().IsWhiteSpace()) continue;
                using var document = Parse(rows, path);
                if (Label(document.RootElement, key) is null) count++;
            }
            return new(count == 1
                ? "the row has no label. Fill it in, or remove the row."
                : string.Create(CultureInfo.InvariantCulture,
                    $"the row has no label, as {count} rows have none, of which this is the first. Fill them in, or "
                        + $"remove the rows."), path, line);
        }

        string Decoded(JsonElement value)
        {
            try
            {
                return value.GetString() ?? "";
            }
            catch (InvalidOperationException error)
            {
                throw new DataFileException("a \\u escape is half of a character; write both halves.", path, rows.Row,
                    error);
            }
        }
    }

    private static JsonDocument Parse(RowReader rows, string path)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(rows.Bytes.ToArray());
        }
        catch (JsonException error)
        {
            throw new DataFileException($"the line is not valid JSON: {JsonMistake.Of(rows.Bytes)}", path, rows.Row,
                error);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        var found = Kind(document.RootElement);
        document.Dispose();
        throw new DataFileException("expected a JSON object on every line, found "
            + $"{found}.{(found == AnArray ? " Write one object a line, without an array around them." : "")}", path,
            rows.Row);
    }

    private static string Found(JsonElement row, string key) =>
        row.TryGetProperty(key, out var value) ? Kind(value) : "nothing";

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => AnArray,
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };
}
