using System.Text;
using System.Text.Json;

namespace Valence.Text;

/// <summary>How a file holds JSON.</summary>
internal enum JsonForm
{
    /// <summary>It does not look like JSON.</summary>
    None,

    /// <summary>One object a line.</summary>
    Lines,

    /// <summary>An array of objects.</summary>
    Array,

    /// <summary>Objects one after the other, each over many lines.</summary>
    Objects,

    /// <summary>JSON, but an array of something else than objects.</summary>
    OtherArray,
}

/// <summary>Tells how a file holds JSON.</summary>
internal static class JsonForms
{
    /// <summary>The form that the beginning of a file has.</summary>
    public static JsonForm Of(TextSample sample)
    {
        var text = sample.Text.AsSpan().TrimStart();
        if (text is not ['{' or '[', ..]) return JsonForm.None;
        var end = text.IndexOfAny('\n', '\r');
        // A line is whole where another follows or the file ends.
        var line = end >= 0 ? text[..end] : sample.IsWhole ? text : default;
        var whole = line.IsEmpty ? null : Kind(line);
        if (text[0] == '{') return whole == JsonValueKind.Object ? JsonForm.Lines : Begins(text, sample.IsWhole);
        var inside = text[1..].TrimStart();
        return inside is ['{', ..] ? JsonForm.Array
            : inside is ['[', ..] || whole == JsonValueKind.Array && inside is ['"', ..] ? JsonForm.OtherArray
            : JsonForm.None;
    }

    private static JsonValueKind? Kind(ReadOnlySpan<char> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.ToString());
            return document.RootElement.ValueKind;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A text in braces has no key in quotes.
    private static JsonForm Begins(ReadOnlySpan<char> text, bool isWhole)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.ToString()), isWhole, default);
        var tokens = 0;
        var firstLine = true;
        try
        {
            while (reader.Read())
            {
                if (++tokens == 2 && reader.TokenType != JsonTokenType.PropertyName) return JsonForm.None;
                if (reader.CurrentDepth > 0 || tokens == 1) continue;
                firstLine = false;
                break;
            }
        }
        catch (JsonException error)
        {
            // What is no object to its end is told by whoever reads lines, unless it began on an earlier line.
            return tokens < 2 ? JsonForm.None : error.LineNumber > 0 && firstLine ? JsonForm.Objects : JsonForm.Lines;
        }
        return tokens < 2 ? JsonForm.None : JsonForm.Objects;
    }
}
