using System.Text.Encodings.Web;
using System.Text.Json;
using Valence.Formats;

namespace Valence.Text;

/// <summary>The <c>tokenizer.json</c> of a <see cref="SubWordTokenizer"/>.</summary>
internal static class SubWordJson
{
    private const string Version = "1.0";

    /// <summary>The parts that are written as they were declared, in the file's order.</summary>
    private static readonly string[] Declared = ["normalizer", "pre_tokenizer", "post_processor", "decoder"];

    // A vocabulary is as large as its file; parts are nested a few times.
    private static readonly JsonLimits Limits = new()
    {
        MaxBytes = Array.MaxLength,
        MaxDepth = 32,
        MaxValues = int.MaxValue,
        ZerosInKeys = true,
    };

    private static readonly (string, TruncationStrategy)[] Strategies =
    [
        ("LongestFirst", TruncationStrategy.LongestFirst), ("OnlyFirst", TruncationStrategy.OnlyFirst),
        ("OnlySecond", TruncationStrategy.OnlySecond),
    ];

    private static readonly (string, SequenceEnd)[] Directions =
        [("Left", SequenceEnd.Pre), ("Right", SequenceEnd.Post)];

    public static SubWordTokenizer Read(byte[] utf8, FilePlace place)
    {
        var fields = new Fields(StrictJson.ParseInPlace(utf8, place, Limits), place, "");
        if (fields.TextOrNull("version") is { } version && version != Version)
            throw fields.Refuse("T01", "version", $"'{Version}'", $"'{version}'");
        var truncation = fields.Has("truncation") ? ReadTruncation(fields.Object("truncation")) : null;
        var padding = fields.Has("padding") ? ReadPadding(fields.Object("padding")) : null;
        var model = SubWordModel.ReadFrom(fields);
        var added = ReadAdded(fields, model.Vocabulary);
        var tokens = added.ToDictionary(token => token.Id, token => token.Content);
        fields = fields.With(id => model.Vocabulary[id] ?? tokens.GetValueOrDefault(id));
        foreach (var name in (string[])["version", "truncation", "padding", "model", "added_tokens"]) fields.Find(name);
        var parts = new SubWordParts(model, added, Normalizer.Table.Read(fields, "normalizer"),
            PreTokenizer.Table.Read(fields, "pre_tokenizer"), PostProcessor.Table.Read(fields, "post_processor"),
            Decoder.Table.Read(fields, "decoder"),
            Declared.ToDictionary(name => name, name => fields.Find(name)?.Clone()));
        fields.Done();
        return new(parts, truncation, padding);
    }

    public static byte[] Write(SubWordTokenizer tokenizer)
    {
        var parts = tokenizer.Declared;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new()
        {
            Indented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            json.WriteStartObject();
            json.WriteString("version", Version);
            Write(json, tokenizer.Truncation);
            Write(json, tokenizer.Padding);
            json.WriteStartArray("added_tokens");
            foreach (var token in parts.AddedTokens) Write(json, token);
            json.WriteEndArray();
            foreach (var name in Declared)
            {
                json.WritePropertyName(name);
                if (parts.Declared[name] is { } declared) declared.WriteTo(json);
                else json.WriteNullValue();
            }
            json.WriteStartObject("model");
            parts.Model.Write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static SubWordTruncation ReadTruncation(Fields fields)
    {
        var truncation = new SubWordTruncation(fields.Number("max_length", 1, int.MaxValue))
        {
            Strategy = fields.Choice<TruncationStrategy>("strategy", null, Strategies),
            Stride = fields.Number("stride", 0, int.MaxValue),
            Direction = fields.Choice<SequenceEnd>("direction", SequenceEnd.Post, Directions),
        };
        fields.Done();
        return truncation;
    }

    private static SubWordPadding ReadPadding(Fields fields)
    {
        // It is allocated for each text.
        const int longest = 1 << 17;
        int? length = null;
        if (fields.Value("strategy", "a strategy").ValueKind == JsonValueKind.Object)
        {
            var strategy = fields.Object("strategy");
            length = strategy.Number("Fixed", 0, longest);
            strategy.Done();
        }
        else
        {
            fields.Choice<int>("strategy", null, ("BatchLongest", 0));
        }
        // Older files have 0 for none.
        var multiple = fields.Number("pad_to_multiple_of", 0, longest, missing: 0);
        var padding = new SubWordPadding(fields.Number("pad_id", 0, int.MaxValue), fields.Text("pad_token"))
        {
            Length = length,
            MultipleOf = multiple == 0 ? null : multiple,
            TypeId = fields.Number("pad_type_id", 0, int.MaxValue),
            Direction = fields.Choice<SequenceEnd>("direction", SequenceEnd.Post, Directions),
        };
        fields.Done();
        return padding;
    }

    private static List<AddedToken> ReadAdded(Fields fields, SubWordVocabulary vocabulary)
    {
        var tokens = new List<AddedToken>();
        if (!fields.Has("added_tokens")) return tokens;
        var ids = new HashSet<int>();
        var contents = new HashSet<string>(StringComparer.Ordinal);
        var all = fields.List("added_tokens").ToArray();
        var most = vocabulary.Size + SubWordVocabulary.MostIds(all.Length);
        foreach (var (value, name) in all)
        {
            var part = fields.Below(value, name);
            var token = new AddedToken(part.Number("id", 0, most - 1), part.Text("content"))
            {
                SingleWord = part.Flag("single_word", false),
                LeftStrip = part.Flag("lstrip", false),
                RightStrip = part.Flag("rstrip", false),
                Normalized = part.Flag("normalized", true),
                Special = part.Flag("special", false),
            };
            part.Done();
            if (token.Content.Length == 0) throw part.Refuse("T06", "content", "a text that is not empty", "''");
            if (!ids.Add(token.Id)) throw part.Refuse("T06", "id", "an id of its own", $"{token.Id} again");
            if (!contents.Add(token.Content))
                throw part.Refuse("T06", "content", "each token once", $"'{token.Content}' again");
            CheckKnown(part, token, vocabulary);
            tokens.Add(token);
        }
        return tokens;
    }

    /// <summary>A token that the model has, too, is the same one there.</summary>
    private static void CheckKnown(Fields part, AddedToken token, SubWordVocabulary vocabulary)
    {
        if (vocabulary[token.Id] is { } other && other != token.Content)
            throw part.Refuse("T06", "id", "an id of its own", $"{token.Id}, which the model has for '{other}'");
        if (vocabulary.Find(token.Content) is >= 0 and var id && id != token.Id)
            throw part.Refuse("T06", "id", $"{id}, which the model has for the same token", $"{token.Id}");
    }

    private static void Write(Utf8JsonWriter json, AddedToken token)
    {
        json.WriteStartObject();
        json.WriteNumber("id", token.Id);
        json.WriteString("content", token.Content);
        json.WriteBoolean("single_word", token.SingleWord);
        json.WriteBoolean("lstrip", token.LeftStrip);
        json.WriteBoolean("rstrip", token.RightStrip);
        json.WriteBoolean("normalized", token.Normalized);
        json.WriteBoolean("special", token.Special);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SubWordTruncation? truncation)
    {
        if (truncation is null)
        {
            json.WriteNull("truncation");
            return;
        }
        json.WriteStartObject("truncation");
        json.WriteString("direction", Direction(truncation.Direction));
        json.WriteNumber("max_length", truncation.MaxLength);
        json.WriteString("strategy", Strategies.First(row => row.Item2 == truncation.Strategy).Item1);
        json.WriteNumber("stride", truncation.Stride);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SubWordPadding? padding)
    {
        if (padding is null)
        {
            json.WriteNull("padding");
            return;
        }
        json.WriteStartObject("padding");
        if (padding.Length is { } length)
        {
            json.WriteStartObject("strategy");
            json.WriteNumber("Fixed", length);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("strategy", "BatchLongest");
        }
        json.WriteString("direction", Direction(padding.Direction));
        if (padding.MultipleOf is { } multiple) json.WriteNumber("pad_to_multiple_of", multiple);
        else json.WriteNull("pad_to_multiple_of");
        json.WriteNumber("pad_id", padding.Id);
        json.WriteNumber("pad_type_id", padding.TypeId);
        json.WriteString("pad_token", padding.Token);
        json.WriteEndObject();
    }

    private static string Direction(SequenceEnd end) => Directions.First(row => row.Item2 == end).Item1;
}
