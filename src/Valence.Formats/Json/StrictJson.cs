using System.Text.Json;

namespace Valence.Formats;

/// <summary>Reads JSON that has one meaning for every reader: UTF-8, bounded in size and depth, without duplicate keys,
/// every number finite.</summary>
public static class StrictJson
{
    /// <summary>The value in <paramref name="utf8"/>; it holds no reference to the bytes.</summary>
    /// <param name="utf8">The text; one byte order mark is skipped.</param>
    /// <param name="place">Where the text is from, for messages.</param>
    /// <param name="limits">The bounds; the defaults of <see cref="JsonLimits"/> when null.</param>
    /// <exception cref="FileFormatException">The text is not JSON, breaks a bound, repeats a key, has a number beyond
    /// double precision or text that is not Unicode.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8, FilePlace place, JsonLimits? limits = null)
    {
        limits ??= new();
        var again = new Utf8JsonReader(Checked(utf8, place, limits), new JsonReaderOptions
        {
            MaxDepth = limits.MaxDepth + 1,
        });
        return JsonElement.ParseValue(ref again);
    }

    /// <summary>The value in <paramref name="utf8"/>, which it refers to: the bytes must not change while it is in use.
    /// A long text is not copied.</summary>
    /// <inheritdoc cref="Parse"/>
    public static JsonElement ParseInPlace(ReadOnlyMemory<byte> utf8, FilePlace place, JsonLimits? limits = null)
    {
        limits ??= new();
        var length = Checked(utf8.Span, place, limits).Length;
        return JsonDocument.Parse(utf8[^length..], new() { MaxDepth = limits.MaxDepth + 1 }).RootElement;
    }

    /// <summary>The text without its byte order mark, once all of it is proved.</summary>
    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> utf8, FilePlace place, JsonLimits limits)
    {
        if (utf8.Length > limits.MaxBytes)
            throw new FileFormatException("Z14", place,
                $"expected at most {limits.MaxBytes} bytes of JSON, received {utf8.Length}",
                "Give a file within that bound");
        var skipped = utf8.StartsWith("\ufeff"u8) ? 3 : 0;
        utf8 = utf8[skipped..];
        if (utf8.Length >= 2 && (utf8[0] == 0 || utf8[1] == 0 || (utf8[0], utf8[1]) is (0xFE, 0xFF) or (0xFF, 0xFE)))
            throw new FileFormatException("J04", place with { Offset = 0 },
                "expected JSON in UTF-8, found UTF-16 or zeros", "Save the text as UTF-8");
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = limits.MaxDepth + 1 });
        try
        {
            Check(ref reader, place, skipped, limits);
            return utf8;
        }
        catch (JsonException e)
        {
            throw Translate(e, utf8, (int)reader.BytesConsumed, place with { Offset = skipped + reader.BytesConsumed });
        }
    }

    private static void Check(ref Utf8JsonReader reader, FilePlace place, int skipped, JsonLimits limits)
    {
        var keys = new Stack<HashSet<string>>();
        var spare = new Stack<HashSet<string>>();
        var values = 0;
        var depth = 0;
        while (reader.Read())
        {
            if (reader.ValueSpan.Length > limits.MaxTextBytes)
                throw Refuse("Z14", ref reader, $"expected texts of at most {limits.MaxTextBytes} bytes, found one of "
                    + $"{reader.ValueSpan.Length}");
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray: depth++; break;
                case JsonTokenType.EndArray: depth--; continue;
                case JsonTokenType.StartObject:
                    depth++;
                    keys.Push(spare.TryPop(out var again) ? again : new(StringComparer.Ordinal)); break;
                case JsonTokenType.EndObject:
                    depth--;
                    // A large set would take as long to empty as it once took to fill, each time.
                    if (keys.Pop() is { Count: <= 64 } done)
                    {
                        done.Clear();
                        spare.Push(done);
                    }
                    continue;
                case JsonTokenType.PropertyName:
                    var key = Text(ref reader, place, skipped);
                    if (!limits.ZerosInKeys && key.Contains('\0'))
                        throw Refuse("J04", ref reader, "expected keys without zeros, found one");
                    if (!keys.Peek().Add(key))
                        throw Refuse("J03", ref reader, $"expected each key once, found '{FilePlace.Shown(key)}' "
                            + "twice");
                    continue;
                case JsonTokenType.String: Text(ref reader, place, skipped); break;
                case JsonTokenType.Number:
                    if (!reader.TryGetDouble(out var number) || !double.IsFinite(number))
                        throw Refuse("J05", ref reader, "expected finite numbers, found one beyond double precision");
                    break;
            }
            if (depth > limits.MaxDepth)
                throw Refuse("J02", ref reader, $"expected at most {limits.MaxDepth} nested objects and arrays, "
                    + "found more");
            if (++values > limits.MaxValues)
                throw Refuse("J02", ref reader, $"expected at most {limits.MaxValues} values, found more");
        }

        FileFormatException Refuse(string rule, ref Utf8JsonReader at, string problem) =>
            new(rule, place with { Offset = skipped + at.TokenStartIndex }, problem,
                "Save the file again with the program that made it");
    }

    /// <summary>The text of a token; proves that it is Unicode, which the reader itself leaves to whoever asks for
    /// it.</summary>
    private static string Text(ref Utf8JsonReader reader, FilePlace place, int skipped)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException e)
        {
            throw new FileFormatException("J04", place with { Offset = skipped + reader.TokenStartIndex },
                "expected texts of valid Unicode, found invalid UTF-8 or half a surrogate pair",
                "Save the text as UTF-8", e);
        }
    }

    private static FileFormatException Translate(
        JsonException e, ReadOnlySpan<byte> utf8, int consumed, FilePlace place)
    {
        var rest = utf8[Math.Min(consumed, utf8.Length)..].TrimStart(" \t\r\n,:"u8);
        foreach (var token in new[] { "NaN", "Infinity", "-Infinity" })
            if (rest.StartsWith(System.Text.Encoding.ASCII.GetBytes(token)))
                return new("J05", place, $"expected JSON, found Python's {token}, which is not part of it",
                    "Replace the value in the program that made the file", e);
        return new("J01", place, "expected JSON, found something else",
            "Check that the file is complete and what you mean to open", e);
    }
}
