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
        LayerTable.Row("TextVectorization", new TextVectorization(), f => new(f.Part(d => d.Options, Vectorizer))
        {
            AnnouncedSize = f.Only("ragged", false, "Valence has no ragged tensors").Constant("encoding", "utf-8")
                .Given(d => (int?)d.VocabularySize),
        }),

        LayerTable.Row("StringLookup", new StringLookup(), f => new(f.Part(d => d.Options, Lookup),
            f.Of(d => d.MaskToken), f.Of(d => d.OovToken), f.Of(d => d.GivenVocabulary, name: "vocabulary"),
            f.Of(d => d.GivenIdfWeights, name: "idf_weights"))
        {
            AnnouncedSize = f.Constant("encoding", "utf-8").Given(d => (int?)d.VocabularySize),
        }),

        LayerTable.Row("IntegerLookup", new IntegerLookup(), f => new(f.Part(d => d.Options, Lookup),
            f.Of(d => d.MaskToken), f.Of(d => d.OovToken), f.Of(d => d.GivenVocabulary, name: "vocabulary"),
            f.Of(d => d.GivenIdfWeights, name: "idf_weights"))
        {
            AnnouncedSize = f.Constant("vocabulary_dtype", "int64").Given(d => (int?)d.VocabularySize),
        }),

        LayerTable.Row("Hashing", new Hashing(1), f =>
        {
            var (mask, isInteger) = f.Of(d => (d.MaskValue, d.MaskIsInteger), MaskValue, "mask_value");
            return new(Dense(f).Need(d => d.NumBins), mask, f.Of(d => d.Salt, SaltKind),
                f.Of(d => d.OutputMode, ModeKind)) { MaskIsInteger = isInteger };
        }),

        LayerTable.Row("CategoryEncoding", new Layers.CategoryEncoding(1), f => new(
            Dense(f).Need(d => d.NumTokens), f.Of(d => d.OutputMode, ModeKind))),

        LayerTable.Row("HashedCrossing", new Layers.HashedCrossing(1), f => new(
            Dense(f).Need(d => d.NumBins), f.Of(d => d.OutputMode, ModeKind))),
    ];

    private static TextVectorizerOptions Vectorizer(Fields<TextVectorizerOptions> f) => new()
    {
        MaxTokens = Dense(f).Of(d => d.MaxTokens),
        Standardize = f.Of(d => Written(d.Standardize, d.CustomStandardize), "standardize").Value,
        Split = f.Of(d => Written(d.Split, d.CustomSplit), "split").Value,
        Ngrams = f.Of(d => d.Ngrams, NgramsKind),
        OutputMode = f.Of(d => (Choice<OutputMode>)d.OutputMode, ModeKind).Value,
        OutputSequenceLength = f.Of(d => d.OutputSequenceLength, LengthKind),
        PadToMaxTokens = f.Of(d => d.PadToMaxTokens),
        Vocabulary = f.Of(d => d.Vocabulary),
        IdfWeights = f.Of(d => d.IdfWeights),
    };

    private static VocabularyLookupOptions Lookup(Fields<VocabularyLookupOptions> f) => new()
    {
        MaxTokens = Dense(f).Of(d => d.MaxTokens),
        NumOovIndices = f.Of(d => d.NumOovIndices),
        OutputMode = f.Of(d => (Choice<OutputMode>)d.OutputMode, ModeKind).Value,
        PadToMaxTokens = f.Of(d => d.PadToMaxTokens),
        Invert = f.Of(d => d.Invert),
        Salt = f.Of(d => d.Salt, SaltKind),
        HashIntegers = f.Of(d => d.HashIntegers, OovMethod, "oov_method"),
    };

    private static Fields<T> Dense<T>(Fields<T> f) where T : class =>
        f.Only("sparse", false, "Valence has no sparse tensors");

    private static Choice<TEnum> Written<TEnum>(TEnum value, Delegate? own) where TEnum : struct, Enum =>
        own is null ? value : throw new ConfigException("TextVectorization",
            "a function of its own for standardizing or splitting, which a file cannot hold. Prepare the texts before "
                + "the model, with a TextCleaning such as one that removes HTML, and take standardize: \"lower\" here");

    // Keras still takes the names that these modes had before.
    private static FieldKind<Choice<OutputMode>> ModeKind { get; } =
        FieldKinds.Choice(("binary", OutputMode.MultiHot), ("tf-idf", OutputMode.TfIdf));

    private static FieldKind<int?> LengthKind { get; } = FieldKinds.Usual<int?>() with
    {
        Read = (c, name) =>
        {
            var length = c.Int(name);
            ModelBudget.RequireLength(length, $"{c.Place}.{name}");
            return length;
        },
    };

    private static FieldKind<Ngrams?> NgramsKind { get; } = new(
        (c, name) => c.Get(name).ValueKind == JsonValueKind.Array ? c.Ints(name).ToArray() : c.Int(name),
        (c, name, value) => c.Set(name, value is { UpTo: null } ? new JsonArray([.. value.Widths]) : value?.UpTo))
    { OfNull = () => null };

    private static FieldKind<bool> OovMethod { get; } = new((c, name) => c.Text(name) switch
    {
        "farmhash" => true,
        "floormod" => false,
        _ => throw c.Wrong(name, "'floormod' or 'farmhash'"),
    }, (c, name, value) => c.Set(name, value ? "farmhash" : "floormod"));

    private static FieldKind<(string?, bool IsInteger)> MaskValue { get; } = new(
        (c, name) => c.Get(name).ValueKind == JsonValueKind.String ? (c.Text(name), false)
            : (c.Long(name).ToString(CultureInfo.InvariantCulture), true),
        (c, name, mask) => c.Set(name, mask is (not null, true)
            ? long.Parse(mask.Item1, CultureInfo.InvariantCulture) : mask.Item1));

    private static FieldKind<Salt?> SaltKind { get; } = new(
        (c, name) => c.Get(name).ValueKind == JsonValueKind.Number ? c.Long(name)
            : c.Longs(name) is [var first, var second] ? new Salt(first, second)
            : throw c.Wrong(name, "one or two integers"),
        (c, name, salt) => c.Set(name, salt is { } key ? new JsonArray(key.First, key.Second) : null))
    { OfNull = () => null };
}
