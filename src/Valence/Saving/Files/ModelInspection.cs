using System.Text.Json;
using Valence.Formats;

namespace Valence.Saving;

/// <summary>What a file holds, as far as it can be shown safely: each part on its own, so that a refusal of one hides
/// none of the others.</summary>
public sealed record ModelInspection
{
    // Compressed arrays may unpack to more than the file; figures are worth no more memory than this.
    private const long FreelyUnpacked = 1 << 26;

    /// <summary>What such a file is called; the container's name where the file is of no known form.</summary>
    public required string Format { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>The members of an archive.</summary>
    public IReadOnlyList<ZipMember> Members { get; init; } = [];

    /// <summary>Versions, dates and settings, in the order to show.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>The layers as the description names them, class and name, also where it is refused.</summary>
    public IReadOnlyList<string> DescribedLayers { get; init; } = [];

    /// <summary>Every array with its figures.</summary>
    public IReadOnlyList<ArrayDescription> Arrays { get; init; } = [];

    /// <summary>The training as the file describes it, or null.</summary>
    public TrainingDescription? Training { get; init; }

    /// <summary>The model and what of the file it could not use; null where the file holds none or it is
    /// refused.</summary>
    public OpenedModel? Opened { get; init; }

    /// <summary>Why the file, or a part of it, is not opened; empty for a file that is.</summary>
    public IReadOnlyList<ModelRefusal> Refusals { get; init; } = [];

    /// <summary>Inspects a content.</summary>
    /// <param name="source">The content.</param>
    /// <param name="formats">The forms that it may have.</param>
    /// <param name="options">How a model in it is opened; the defaults when null.</param>
    public static ModelInspection Of(ModelSource source, ModelFormats formats, KerasLoadOptions? options = null)
    {
        var refusals = new List<ModelRefusal>();
        var container = source.IsArchive ? "zip archive" : source.IsHdf5 ? "HDF5 file" : "file";
        var members = source.IsArchive ? Try(() => source.Archive.Members, [], refusals) : [];
        if (Try(() => formats.Of(source), null, refusals) is not { } format)
            return new()
            {
                Format = container,
                Bytes = source.Length,
                Members = members,
                Refusals = Distinct(refusals)
            };
        var inspection = new ModelInspection
        {
            Format = format.Name,
            Bytes = source.Length,
            Members = members,
            Facts = Try(() => format.Facts(source).ToList(), [], refusals),
            DescribedLayers = Try(() => Layers(format.Description(source)).ToList(), [], refusals),
            Arrays = [.. Try(() => format.Arrays(source).ToList(), [], refusals)
                .Select(array => Described(array, source.Length, refusals))],
            Training = Try(() => TrainingDescription.Of(format.Training(source)), null, refusals),
            Opened = format.HoldsModel || format.DescribesModel
                ? Try(() => format.Describe(source, options ?? new()), null, refusals) : null,
        };
        Try(() => Intact(source), null, refusals);
        return inspection with { Refusals = Distinct(refusals) };
    }

    private static ModelSource? Intact(ModelSource source)
    {
        source.Content.RequireIntact();
        return source;
    }

    private static IReadOnlyList<ModelRefusal> Distinct(List<ModelRefusal> refusals) => [.. refusals.Distinct()];

    private static T Try<T>(Func<T> look, T otherwise, List<ModelRefusal> refusals)
    {
        try
        {
            return look();
        }
        catch (Exception error) when (ModelRefusal.Of(error) is { } refusal)
        {
            refusals.Add(refusal);
            return otherwise;
        }
    }

    private static ArrayDescription Described(StoredArray array, long fileBytes, List<ModelRefusal> refusals)
    {
        Int128 elements = 1;
        foreach (var length in array.Shape) elements = Int128.Min(elements * length, long.MaxValue);
        var worthIt = elements <= Math.Max(fileBytes, FreelyUnpacked);
        return new(array.Name, array.Type, array.Shape, worthIt && array.Elements is { } elementsOf
            ? Try(() => ArrayStatistics.Of(elementsOf()), null, refusals) : null);
    }

    private static IEnumerable<string> Layers(JsonElement description)
    {
        if (!Has(description, "config", JsonValueKind.Object, out var config)
            || !Has(config, "layers", JsonValueKind.Array, out var layers)) yield break;
        foreach (var layer in layers.EnumerateArray())
        {
            var kind = Has(layer, "class_name", JsonValueKind.String, out var text) ? text.GetString() : "?";
            var name = Has(layer, "config", JsonValueKind.Object, out var own)
                && Has(own, "name", JsonValueKind.String, out var given) ? $" '{given.GetString()}'" : "";
            yield return kind + name;
        }
    }

    private static bool Has(JsonElement json, string name, JsonValueKind kind, out JsonElement field)
    {
        field = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out field)
            && field.ValueKind == kind;
    }
}
