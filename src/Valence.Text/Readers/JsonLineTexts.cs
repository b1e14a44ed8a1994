using System.Text.Json;

namespace Valence.Text;

/// <summary>Texts in properties of JSON objects, one object per line; blank lines are passed over.</summary>
internal static class JsonLineTexts
{
    public static IEnumerable<LabelledText> Read(string path, TextFileOptions options)
    {
        string? text = null;
        string? label = null;
        using var lines = new LineReader(path, options.Encoding);
        while (lines.Next())
        {
            if (lines.Line.Span.Trim(" \t\r"u8).Length == 0) continue;
            LabelledText next;
            using var document = Parse(path, lines);
            try
            {
                var fields = document.RootElement;
                if (text is null) (text, label) = Choose(path, fields, options);
                next = new LabelledText(Text(path, lines.Row, fields, text), Label(path, lines.Row, fields, label, options), lines.Row);
            }
            catch (InvalidOperationException cause)
            {
                throw DataFileException.At(path, lines.Row, "valid characters", "an escape that is half of a character", "correct the line", cause);
            }

            yield return next;
        }

        if (text is null) throw DataFileException.At(path, null, "a JSON object per line", "an empty file", "give a file with texts");
    }

    private static JsonDocument Parse(string path, LineReader lines)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(lines.Line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        }
        catch (JsonException cause)
        {
            throw DataFileException.At(path, lines.Row, "a JSON object", "text that is not JSON", "write one complete object per line", cause);
        }

        var kind = document.RootElement.ValueKind;
        document.Dispose();
        throw DataFileException.At(path, lines.Row, "a JSON object", $"a JSON {kind.ToString().ToLowerInvariant()}", "write one complete object per line");
    }

    private static (string Text, string? Label) Choose(string path, JsonElement fields, TextFileOptions options)
    {
        var names = fields.EnumerateObject().Select(field => field.Name).ToArray();
        if (names.Length == 0) throw DataFileException.At(path, 1, "an object with a text", "one without properties", "write the text as a property");
        var columns = TextColumns.Choose(path, names, options with { HasHeader = true });
        return (names[columns.Text], columns.Label < 0 ? null : names[columns.Label]);
    }

    private static string Text(string path, int row, JsonElement fields, string name)
    {
        var field = Field(path, row, fields, name);
        return (field.ValueKind == JsonValueKind.String ? field.GetString() : null) ?? throw Wrong(path, row, name, "a text", field);
    }

    private static string? Label(string path, int row, JsonElement fields, string? name, TextFileOptions options)
    {
        if (name is null) return null;
        var field = Field(path, row, fields, name);
        var label = field.ValueKind switch
        {
            JsonValueKind.String => field.GetString()?.Trim() ?? "",
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.GetRawText(),
            JsonValueKind.Null => "",
            _ => throw Wrong(path, row, name, "a text or number", field),
        };
        if (label.Length > 0) return label;
        return options.RequireLabels ? throw DataFileException.At(path, row, "a label", "none", "label the text or remove the line") : null;
    }

    private static JsonElement Field(string path, int row, JsonElement fields, string name) => fields.TryGetProperty(name, out var field)
        ? field
        : throw DataFileException.At(path, row, $"the property '{name}' as in the first line", TextColumns.Listed([.. fields.EnumerateObject().Select(other => other.Name)]), "add it or remove the line");

    private static DataFileException Wrong(string path, int row, string name, string expected, JsonElement field) =>
        DataFileException.At(path, row, $"{expected} in '{name}'", $"a JSON {field.ValueKind.ToString().ToLowerInvariant()}", "correct the line or name another property");
}
