using System.Text.Json;
using Valence.Text;
using static System.FormattableString;

namespace Valence.Language;

/// <summary>Texts with spans in a file of JSON objects.</summary>
internal static class JsonSpans
{
    private const string TextKey = "text";
    private const string LabelKey = "label";
    private const int MostNamed = 20;
    private const string HowToWrite = "Write one object a line, such as {\"text\": \"Oslo\", \"spans\": "
        + "[{\"start\": 0, \"end\": 4, \"label\": \"place\"}]}.";

    private static readonly string[] SpanKeys = ["spans", "entities", LabelKey, "labels"];

    public static IReadOnlyList<TaggedText> Read(TextFile file, JsonForm form, TextFileOptions reading,
        TaggedTextOptions options)
    {
        if (form == JsonForm.OtherArray)
            throw new DataFileException($"expected an array of JSON objects, found one of other values. {HowToWrite}",
                file.Path);
        using var rows = JsonRows.Of(file, reading, form);
        file.Settle();
        var texts = new List<TaggedText>();
        var unused = new SortedSet<string>(StringComparer.Ordinal);
        while (rows.Read())
        {
            using var document = Parsed(rows, file.Path);
            try
            {
                texts.Add(Text(document.RootElement, options.Positions).At(rows.Row));
                foreach (var field in document.RootElement.EnumerateObject())
                    if (unused.Count < MostNamed && field.Name != TextKey && !SpanKeys.Contains(field.Name))
                        unused.Add(field.Name);
            }
            catch (WrongRow wrong)
            {
                throw new DataFileException(wrong.Message, file.Path, rows.Row, advice: wrong.Advice);
            }
        }
        if (unused.Count > 0)
            options.Doubted?.Invoke(new($"Nothing is made of {string.Join(", ", unused.Select(name =>
                $"'{Printable.Label(name)}'"))}."));
        return texts;
    }

    /// <summary>Whether the first line that is an object has a text and an array of spans.</summary>
    public static bool AreIn(IEnumerable<string> lines)
    {
        try
        {
            using var document = JsonDocument.Parse(lines.FirstOrDefault(line => line.TrimStart().StartsWith('{'))
                ?.TrimEnd().TrimEnd(',') ?? "0");
            return document.RootElement is { ValueKind: JsonValueKind.Object } row
                && row.TryGetProperty(TextKey, out _)
                && !(row.TryGetProperty(LabelKey, out var label) && label.ValueKind != JsonValueKind.Array)
                && SpanKeys.Any(key => row.TryGetProperty(key, out var spans)
                    && spans.ValueKind == JsonValueKind.Array && spans.EnumerateArray().FirstOrDefault() is var first
                    && (first.ValueKind == JsonValueKind.Object || first.ValueKind == JsonValueKind.Array
                        && first.GetArrayLength() == 3));
        }
        catch (JsonException)
        {
            // An object of several lines, or none.
            return false;
        }
    }

    private static JsonDocument Parsed(JsonRows rows, string path)
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
        var problem = document.RootElement.ValueKind != JsonValueKind.Object
            ? $"expected a JSON object for each text. {HowToWrite}" : JsonKeys.Problem(document.RootElement);
        if (problem is null) return document;
        document.Dispose();
        throw new DataFileException(problem, path, rows.Row);
    }

    private static TaggedText Text(JsonElement row, SpanPositions? positions)
    {
        if (!row.TryGetProperty(TextKey, out var value) || value.ValueKind != JsonValueKind.String)
            throw new WrongRow($"expected a text under '{TextKey}'. {HowToWrite}");
        var text = Decoded(value);
        if (string.IsNullOrWhiteSpace(text)) throw new WrongRow("the text has no words. Take it out.");
        string[] keys = [.. SpanKeys.Where(key => row.TryGetProperty(key, out var own)
            && own.ValueKind != JsonValueKind.Null)];
        if (keys.Length == 0)
            throw new WrongRow($"expected spans under '{string.Join("', '", SpanKeys)}'. Write [] where there are "
                + "none.");
        if (keys.Length > 1)
            throw new WrongRow($"spans could be under '{string.Join("' and '", keys)}'. Keep one of them.");
        var all = row.GetProperty(keys[0]);
        if (all.ValueKind != JsonValueKind.Array)
            throw new WrongRow($"expected an array of spans under '{keys[0]}'. {HowToWrite}");
        var spans = TaggedText.InOrder(all.EnumerateArray().Select(Span));
        spans = InUnits(text, spans, positions);
        return TaggedText.Problem(text, spans) is { } problem ? throw new WrongRow(problem) : new(text, spans);
    }

    private static TaggedSpan Span(JsonElement span)
    {
        if (span.ValueKind == JsonValueKind.Array && span.GetArrayLength() is var length)
        {
            return length == 3 ? new(Position(span[0]), Position(span[1]), Label(span[2]))
                : throw new WrongRow(Invariant($"expected a span of start, end and label, found {length} values."));
        }
        if (span.ValueKind != JsonValueKind.Object)
            throw new WrongRow("expected a span such as {\"start\": 0, \"end\": 4, \"label\": \"place\"} or [0, 4, "
                + "\"place\"], found another value.");
        return new(Position(Of("start")), Position(Of("end")),
            span.TryGetProperty(LabelKey, out var label) ? Label(label) : throw new WrongRow("a span has no label. "
                + "Write one under 'label'."));

        // doccano writes spans with relations so.
        JsonElement Of(string key) => span.TryGetProperty(key, out var value)
            || span.TryGetProperty($"{key}_offset", out value) ? value
                : throw new WrongRow($"a span has no '{key}'. Write it.");
    }

    private static int Position(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var position) ? position
            : throw new WrongRow($"expected a whole number as position of a span, found {Shown(value)}.");

    private static string Label(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Decoded(value).Trim() is { Length: > 0 } label ? label
            : throw new WrongRow($"a span has no label: expected a text, found {Shown(value)}.");

    private static string Shown(JsonElement value) => ColumnChoice.Shortened(value.GetRawText());

    private static string Decoded(JsonElement value)
    {
        try
        {
            var text = value.GetString() ?? "";
            return !text.Contains('\0') ? text : throw new WrongRow("a \\u0000 escape stands for a NUL character (the "
                + "zero byte), which text does not hold. Remove it.");
        }
        catch (InvalidOperationException)
        {
            throw new WrongRow(JsonKeys.HalfCharacter);
        }
    }

    /// <summary>The spans by UTF-16 units.</summary>
    private static TaggedSpan[] InUnits(string text, TaggedSpan[] spans, SpanPositions? positions)
    {
        if (positions == SpanPositions.Utf16) return spans;
        var wide = 0;
        while (wide < text.Length && !char.IsSurrogate(text[wide])) wide++;
        if (wide == text.Length || spans.All(span => span.End <= wide)) return spans;
        if (positions is null)
            throw new WrongRow("there is a character of two UTF-16 units before the end of a span, which Python counts "
                + "as one position and .NET, Java and JavaScript as two. Say what the file counts.",
                TaggedTextOptions.Advice(nameof(TaggedTextOptions.Positions)));
        var units = new List<int>();
        for (var at = 0; at < text.Length; at += char.IsSurrogatePair(text, at) ? 2 : 1) units.Add(at);
        units.Add(text.Length);
        return [.. spans.Select(span => span with { Start = Unit(span.Start), End = Unit(span.End) })];

        int Unit(int position) => position < 0 || position < units.Count ? position < 0 ? position : units[position]
            : throw new WrongRow(Invariant($"position {position} is beyond the text, which has {units.Count - 1} ")
                + "characters.");
    }

    /// <summary>What is wrong with a row, told with its line by whoever reads the file.</summary>
    private sealed class WrongRow(string problem, SettingAdvice? advice = null) : Exception(problem)
    {
        public SettingAdvice? Advice => advice;
    }
}
