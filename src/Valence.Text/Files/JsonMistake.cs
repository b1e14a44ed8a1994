using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Valence.Text;

/// <summary>Where a line is no JSON object, and what would have to stand there.</summary>
internal static class JsonMistake
{
    private const string EndOfLine = "the end of the line";

    /// <summary>What was expected and found, at which character of the line, for a line that does not parse.</summary>
    public static string Of(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var last = JsonTokenType.None;
        var next = 0;
        var containers = new Stack<JsonTokenType>();
        try
        {
            while (reader.Read())
            {
                last = reader.TokenType;
                next = (int)reader.BytesConsumed;
                if (last is JsonTokenType.StartObject or JsonTokenType.StartArray) containers.Push(last);
                if (last is JsonTokenType.EndObject or JsonTokenType.EndArray) containers.Pop();
            }
        }
        catch (JsonException error)
        {
            var at = (int)Math.Min(line.Length, error.BytePositionInLine ?? 0);
            while (next < line.Length && line[next] is (byte)' ' or (byte)'\t' or (byte)':' or (byte)',') next++;
            var isText = next < at && line[next] == (byte)'"';
            // A word that is no value is wrong from its first letter on.
            if (next < at && !isText) at = next;
            return string.Create(CultureInfo.InvariantCulture,
                $"expected {(isText ? Text(line, next, at) : Expected(last, containers, line[..at]))} at character "
                    + $"{Character(line, at)}, found {Found(line, at)}.{Hint(line)}");
        }
        return $"expected one JSON object on the line, found something else.{Hint(line)}";
    }

    private static string Text(ReadOnlySpan<byte> line, int start, int at)
    {
        var end = start + 1;
        while (end < at && line[end] != (byte)'"') end += line[end] == (byte)'\\' ? 2 : 1;
        // A text that is whole and was not taken yet is a key.
        if (end < at) return "':' and a value";
        return at >= line.Length ? "the closing quote of a text"
            : "a character that may stand in a text, or an escape such as \\n, \\\" or \\\\,";
    }

    private static string Expected(JsonTokenType last, Stack<JsonTokenType> containers, ReadOnlySpan<byte> before)
    {
        if (last == JsonTokenType.None) return "a JSON object, which begins with '{',";
        if (containers.Count == 0) return "nothing more after the object";
        var inObject = containers.Peek() == JsonTokenType.StartObject;
        var sign = before.TrimEnd(" \t"u8) is [.., var final] ? final : default;
        return last switch
        {
            JsonTokenType.PropertyName => "a value",
            JsonTokenType.StartObject => "a key in double quotes or '}'",
            JsonTokenType.StartArray => "a value or ']'",
            _ when sign == (byte)',' => inObject ? "a key in double quotes" : "a value",
            _ => inObject ? "',' or '}'" : "',' or ']'",
        };
    }

    // Whoever looks it up counts characters, not bytes.
    private static int Character(ReadOnlySpan<byte> line, int at) =>
        Encoding.UTF8.GetString(line[..at]).EnumerateRunes().Count() + 1;

    private static string Found(ReadOnlySpan<byte> line, int at)
    {
        if (at >= line.Length) return EndOfLine;
        Rune.DecodeFromUtf8(line[at..], out var rune, out _);
        return Rune.IsControl(rune)
            ? string.Create(CultureInfo.InvariantCulture, $"the control character \\u{rune.Value:x4}") : $"'{rune}'";
    }

    // One document over many lines begins so.
    private static string Hint(ReadOnlySpan<byte> line) => line.Trim(" \t\r\n"u8) is [(byte)'[', ..] or [(byte)'{']
        ? " Write one object a line, or all of them in one array."
        : "";
}
