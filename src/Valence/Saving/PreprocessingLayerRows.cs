using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Text;

namespace Valence.Saving;

/// <summary>Rows of the layers that take texts, integers and ids. A vocabulary that was learned is no field: it stands
/// in an asset of the file.</summary>
internal static class PreprocessingLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<TextVectorization>("TextVectorization", ReadTextVectorization, WriteTextVectorization),

        LayerTable.Row<StringLookup>("StringLookup",
            c => new(Options(c), c.OptionalText("mask_token"), c.OptionalText("oov_token"), Texts(c, "vocabulary"),
                Idf(c)) { AnnouncedSize = c.OptionalInt("vocabulary_size") },
            (layer, c) => WriteLookup(layer, layer.Options, c.Set("mask_token", layer.MaskToken)
                .Set("oov_token", layer.OovToken), layer.GivenIdfWeights)
                .Set("vocabulary", Array(layer.GivenVocabulary?.Select(token => JsonValue.Create(token))))
                .Set("encoding", "utf-8")),

        LayerTable.Row<IntegerLookup>("IntegerLookup",
            c => new(Options(c), Integer(c, "mask_token"), Integer(c, "oov_token"), Integers(c, "vocabulary"),
                Idf(c)) { AnnouncedSize = c.OptionalInt("vocabulary_size") },
            (layer, c) => WriteLookup(layer, layer.Options, c.Set("mask_token", layer.MaskToken)
                .Set("oov_token", layer.OovToken), layer.GivenIdfWeights)
                .Set("vocabulary", Array(layer.GivenVocabulary?.Select(token => JsonValue.Create(token))))
                .Set("vocabulary_dtype", "int64")),

        LayerTable.Row<Hashing>("Hashing",
            c => new(c.Int("num_bins"), MaskValue(c), Salt(c),
                Mode(Dense(c), OutputMode.Int)) { MaskIsInteger = c.Has("mask_value")
                    && c.Get("mask_value").ValueKind == JsonValueKind.Number },
            (layer, c) => c.Set("num_bins", layer.NumBins).Set("salt", SaltOf(layer.Salt))
                .Set("mask_value", layer is { MaskIsInteger: true, MaskValue: { } mask }
                    ? JsonValue.Create(long.Parse(mask, CultureInfo.InvariantCulture)) : layer.MaskValue)
                .Choice("output_mode", layer.OutputMode).Set("sparse", false)),

        LayerTable.Row<Layers.CategoryEncoding>("CategoryEncoding",
            c => new(c.Int("num_tokens"), Mode(Dense(c), OutputMode.MultiHot)),
            (layer, c) => c.Set("num_tokens", layer.NumTokens).Choice("output_mode", layer.OutputMode)
                .Set("sparse", false)),

        LayerTable.Row<Layers.HashedCrossing>("HashedCrossing",
            c => new(c.Int("num_bins"), Mode(Dense(c), OutputMode.Int)),
            (layer, c) => c.Set("num_bins", layer.NumBins).Choice("output_mode", layer.OutputMode)
                .Set("sparse", false)),
    ];

    private static TextVectorization ReadTextVectorization(ConfigReader c)
    {
        Dense(c);
        ModelBudget.RequireLength(c.OptionalInt("output_sequence_length"), $"{c.Place}.output_sequence_length");
        if (c.Bool("ragged", false))
            throw new ConfigException($"{c.Place}.ragged", "expected false: Valence has no ragged tensors");
        return Checked(c, () => new TextVectorization(new()
        {
            MaxTokens = c.OptionalInt("max_tokens"),
            Standardize = NullFor(c, "standardize", TextStandardization.None,
                TextStandardization.LowerAndStripPunctuation),
            Split = NullFor(c, "split", TextSplit.None, TextSplit.Whitespace),
            Ngrams = !c.Has("ngrams") ? null : c.Get("ngrams").ValueKind == JsonValueKind.Array
                ? c.Ints("ngrams").ToArray() : c.Int("ngrams"),
            OutputMode = Mode(c, OutputMode.Int),
            OutputSequenceLength = c.OptionalInt("output_sequence_length"),
            PadToMaxTokens = c.Bool("pad_to_max_tokens", false),
            Vocabulary = Texts(c, "vocabulary"),
            IdfWeights = Idf(c),
        })
        { AnnouncedSize = c.OptionalInt("vocabulary_size") });
    }

    private static void WriteTextVectorization(TextVectorization layer, ConfigWriter c)
    {
        var options = layer.Options;
        if (options.CustomStandardize is not null || options.CustomSplit is not null)
            throw new ConfigException(layer.Name, "a function of its own for standardizing or splitting, which a "
                + "file cannot hold");
        c.Set("max_tokens", options.MaxTokens);
        if (options.Standardize == TextStandardization.None) c.Set("standardize", (string?)null);
        else c.Choice("standardize", options.Standardize);
        if (options.Split == TextSplit.None) c.Set("split", (string?)null);
        else c.Choice("split", options.Split);
        if (options.Ngrams is { UpTo: null } widths) c.Set("ngrams", widths.Widths);
        else c.Set("ngrams", options.Ngrams?.UpTo);
        c.Choice("output_mode", options.OutputMode).Set("output_sequence_length", options.OutputSequenceLength)
            .Set("pad_to_max_tokens", options.PadToMaxTokens)
            .Set("sparse", false).Set("ragged", false)
            .Set("vocabulary", Array(options.Vocabulary?.Select(token => JsonValue.Create(token))))
            .Set("idf_weights", options.IdfWeights)
            .Set("encoding", "utf-8").Set("vocabulary_size", layer.VocabularySize);
    }

    private static VocabularyLookupOptions Options(ConfigReader c) => new()
    {
        MaxTokens = Dense(c).OptionalInt("max_tokens"),
        NumOovIndices = c.Int("num_oov_indices", 1),
        OutputMode = Mode(c, OutputMode.Int),
        PadToMaxTokens = c.Bool("pad_to_max_tokens", false),
        Invert = c.Bool("invert", false),
        Salt = Salt(c),
        HashIntegers = c.Text("oov_method", "floormod") == "farmhash",
    };

    private static ConfigWriter WriteLookup(VocabularyLayer layer, VocabularyLookupOptions options, ConfigWriter c,
        IEnumerable<float>? idfWeights) =>
        c.Set("invert", options.Invert).Set("max_tokens", options.MaxTokens)
            .Set("num_oov_indices", options.NumOovIndices)
            .Choice("output_mode", options.OutputMode).Set("sparse", false)
            .Set("pad_to_max_tokens", options.PadToMaxTokens)
            .Set("idf_weights", idfWeights).Set("vocabulary_size", layer.VocabularySize)
            .Set("oov_method", options.HashIntegers ? "farmhash" : "floormod").Set("salt", SaltOf(options.Salt));

    // What the classes themselves refuse is the file's fault here.
    private static T Checked<T>(ConfigReader c, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException error)
        {
            throw new ConfigException(c.Place, error.Message);
        }
    }

    private static ConfigReader Dense(ConfigReader c) => c.Bool("sparse", false)
        ? throw new ConfigException($"{c.Place}.sparse", "expected false: Valence has no sparse tensors") : c;

    // Keras still takes the names that these modes had before.
    private static OutputMode Mode(ConfigReader c, OutputMode missing) => c.OptionalText("output_mode") switch
    {
        "binary" => OutputMode.MultiHot,
        "tf-idf" => OutputMode.TfIdf,
        _ => c.Choice("output_mode", missing),
    };

    // Null has a meaning of its own here, unlike a missing field.
    private static T NullFor<T>(ConfigReader c, string name, T none, T missing) where T : struct, Enum =>
        !c.Json.TryGetProperty(name, out _) ? missing : c.Has(name) ? c.Choice(name, none) : none;

    private static IReadOnlyList<string>? Texts(ConfigReader c, string name)
    {
        if (!c.Has(name)) return null;
        // A path to a file outside this one is refused: a file decides no path.
        if (c.Get(name).ValueKind != JsonValueKind.Array) throw c.Wrong(name, "a list of texts", "J10");
        return [.. c.Get(name).EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()!
                : throw c.Wrong(name, "a list of texts"))];
    }

    private static IReadOnlyList<long>? Integers(ConfigReader c, string name)
    {
        if (!c.Has(name)) return null;
        if (c.Get(name).ValueKind != JsonValueKind.Array) throw c.Wrong(name, "a list of integers");
        return [.. c.Get(name).EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var token) ? token
                : throw c.Wrong(name, "a list of integers"))];
    }

    private static long? Integer(ConfigReader c, string name) =>
        !c.Has(name) ? null : c.Get(name) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetInt64(out var token) ? token : throw c.Wrong(name, "an integer");

    private static IReadOnlyList<float>? Idf(ConfigReader c) => c.Has("idf_weights") ? c.Floats("idf_weights") : null;

    private static string? MaskValue(ConfigReader c) =>
        !c.Has("mask_value") ? null : c.Get("mask_value").ValueKind == JsonValueKind.String ? c.Text("mask_value")
            : Integer(c, "mask_value")?.ToString(CultureInfo.InvariantCulture);

    private static Salt? Salt(ConfigReader c) =>
        !c.Has("salt") ? null : c.Get("salt").ValueKind == JsonValueKind.Number ? (Salt)Integer(c, "salt")!.Value
        : Integers(c, "salt") is [var first, var second] ? new Salt(first, second)
        : throw c.Wrong("salt", "one or two integers");

    private static JsonArray? SaltOf(Salt? salt) => salt is { } key ? [key.First, key.Second] : null;

    private static JsonArray? Array(IEnumerable<JsonNode?>? items) => items is null ? null : new JsonArray([.. items]);
}
