using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Saving;

/// <summary>Numbers in JSON as Python writes them: a float has a point or an exponent, and Keras refuses some floats
/// without.</summary>
internal static class PythonNumber
{
    private const int MostDigits = 32;

    /// <summary>Writes a float with the fewest digits that make it.</summary>
    public static void Write(Utf8JsonWriter writer, float value)
    {
        Span<byte> text = stackalloc byte[MostDigits];
        // What is not finite is refused where it is written.
        if (float.IsFinite(value) && value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture)
            && !text[..length].ContainsAny((byte)'.', (byte)'E'))
        {
            ".0"u8.CopyTo(text[length..]);
            writer.WriteRawValue(text[..(length + 2)], skipInputValidation: true);
        }
        else writer.WriteNumberValue(value);
    }

    /// <summary>The value itself, or its other notation where it is a whole float.</summary>
    public static JsonNode? Of(JsonNode? value)
    {
        if (value is not JsonValue number || number.TryGetValue(out int _) || number.TryGetValue(out long _))
            return value;
        var text = number.TryGetValue(out float single) && float.IsFinite(single)
            ? single.ToString("R", CultureInfo.InvariantCulture)
            : number.TryGetValue(out double exact) && double.IsFinite(exact)
            ? exact.ToString("R", CultureInfo.InvariantCulture)
            : null;
        return text is null || text.AsSpan().ContainsAny('.', 'E') ? value : JsonNode.Parse(text + ".0");
    }
}
