using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>Valence's own <c>.valence</c>: a network with the preparation of its texts, its classes and its
/// threshold.</summary>
public sealed class ClassifierFormat : ModelFormat
{
    /// <summary>All forms that <see cref="ModelFormats.Default"/> has, and this one.</summary>
    public static ModelFormats Formats { get; } = ModelFormats.Default.With(new ClassifierFormat());

    /// <inheritdoc/>
    public override string Name => "Valence classifier";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".valence"];

    /// <inheritdoc/>
    public override bool HoldsModel => true;

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) =>
        source.IsArchive && source.Archive.Contains(ClassifierFile.DescriptionMember);

    /// <summary>Reads the classifier itself.</summary>
    /// <exception cref="FileFormatException">The file is damaged, no classifier, or from a newer version.</exception>
    public static TextClassifier Load(ModelSource source, Backends.Backend? backend = null) =>
        ClassifierFile.Load(source.Archive, source.Place, new() { Backend = backend });

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        new(ClassifierFile.Load(source.Archive, source.Place, options).Model, []);

    /// <inheritdoc/>
    public override WeightLoadReport LoadWeights(ModelSource source, Model model, WeightLoadOptions options) =>
        Network(source, out var network).LoadWeights(network, model, options);

    /// <inheritdoc/>
    public override IEnumerable<StoredArray> Arrays(ModelSource source) =>
        Network(source, out var network).Arrays(network);

    /// <inheritdoc/>
    public override JsonElement Description(ModelSource source) =>
        Network(source, out var network).Description(network);

    /// <inheritdoc/>
    public override JsonElement Training(ModelSource source) => Network(source, out var network).Training(network);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source)
    {
        var place = source.Place with { Member = ClassifierFile.DescriptionMember };
        var description = ClassifierFile.Describe(source.Archive, place);
        if (description.ValueKind != JsonValueKind.Object)
            throw new FileFormatException("C-CONTENT", place, "expected an object",
                "Take an undamaged copy, or train again");
        foreach (var (field, shown) in new[] { ("version", "Valence form"), ("recipe", "Recipe"), ("labels", "Classes"),
            ("threshold", "Threshold"), ("length", "Ids of a text") })
            if (description.TryGetProperty(field, out var value) && (field != "threshold" || HasThreshold(description)))
                yield return new(shown, Words(value));
        if (ClassifierFile.TrainedTextsOf(source.Archive, source.Place) is { } trained)
            yield return new("Trained texts it remembers", trained.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var fact in Network(source, out var network).Facts(network)) yield return fact;
    }

    // Of more than two classes the most probable is the answer.
    private static bool HasThreshold(JsonElement description) =>
        !description.TryGetProperty("labels", out var labels) || labels.ValueKind != JsonValueKind.Array
            || labels.GetArrayLength() == 2;

    private static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Words).Select(DataChecks.Listed)),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };

    private static ModelFormat Network(ModelSource source, out ModelSource network)
    {
        network = new(source.Archive.Read(ClassifierFile.NetworkMember), ClassifierFile.NetworkMember);
        return ModelFormats.Default.Of(network);
    }
}
