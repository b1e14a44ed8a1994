using System.Text.Json;
using Valence.Formats;

namespace Valence.Saving;

/// <summary>Shapes of the input that a file without an input layer may mean, the likeliest first.</summary>
internal static class InputShapes
{
    // A chain of layers within layers that is longer is no model that anybody made.
    private const int MostNested = 16;
    private const int MostArrays = 64;

    /// <summary>The shapes that the description says in some place: what the model was built for, then what the first
    /// layer, or the first one inside it, has as its own.</summary>
    public static IEnumerable<Shape> Said(JsonElement model)
    {
        if (Read(model, "build_config", "input_shape") is { } built) yield return built;
        if (Read(model, "config", "build_input_shape") is { } kept) yield return kept;
        if (Inner(model, MostNested) is not { } inner) yield break;
        yield return inner;
        // A layer that is applied to each step may have the shape of one step.
        if (inner.Rank > 0 && inner.Rank < Shape.MaxRank)
            yield return Shape.Create([inner[0], Shape.Unknown, .. inner.AsSpan()[1..]]);
    }

    /// <summary>The arrays of the layers, in the order of the file.</summary>
    public static IReadOnlyList<Hdf5Dataset> Arrays(Hdf5File file, FilePlace place) =>
        LegacyWeights.In(file, place) is { } legacy ? [.. legacy.Arrays().Take(MostArrays)]
            : [.. Datasets(file.Root).Take(MostArrays)];

    /// <summary>The shapes whose last axis may be what the first arrays take: ids of a table, features, steps of
    /// features.</summary>
    public static IEnumerable<Shape> Fitting(IReadOnlyList<Hdf5Dataset> arrays)
    {
        yield return [Shape.Unknown, Shape.Unknown];
        foreach (var length in Lengths(arrays.Take(4)))
        {
            yield return [Shape.Unknown, length];
            yield return [Shape.Unknown, Shape.Unknown, length];
        }
        // A table of words whose rows are laid side by side: as many steps as fit the array that takes them.
        if (arrays[0].Shape is not [_, var width] || width < 1) yield break;
        foreach (var array in arrays.Skip(1))
            if (array.Shape is [var all, _] && all % width == 0 && all / width is > 0 and <= int.MaxValue and var steps)
                yield return [Shape.Unknown, (int)steps];
    }

    private static IEnumerable<int> Lengths(IEnumerable<Hdf5Dataset> arrays) =>
        arrays.SelectMany(array => array.Shape).Where(length => length is > 0 and <= int.MaxValue)
            .Select(length => (int)length).Distinct();

    private static IEnumerable<Hdf5Dataset> Datasets(Hdf5Group group) =>
        group.Datasets.Values.Concat(group.Groups.Values.SelectMany(Datasets));

    private static Shape? Inner(JsonElement layer, int depth)
    {
        if (depth == 0) return null;
        if ((Read(layer, "config", Keras2.BatchShape) ?? Read(layer, "config", "batch_shape")) is { } own) return own;
        if (layer.ValueKind != JsonValueKind.Object || !layer.TryGetProperty("config", out var config)) return null;
        var layers = config.ValueKind == JsonValueKind.Array ? config
            : config.ValueKind == JsonValueKind.Object && config.TryGetProperty("layers", out var listed) ? listed
            : default;
        if (layers.ValueKind == JsonValueKind.Array && layers.GetArrayLength() > 0)
            return Inner(layers[0], depth - 1);
        return config.ValueKind == JsonValueKind.Object && config.TryGetProperty("layer", out var wrapped)
            ? Inner(wrapped, depth - 1) : null;
    }

    /// <summary>The shape in a field of a part of a description; null where there is none.</summary>
    public static Shape? Read(JsonElement json, string part, string field)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(part, out var inside)
            || inside.ValueKind != JsonValueKind.Object || !inside.TryGetProperty(field, out var axes)
            || axes.ValueKind != JsonValueKind.Array || axes.GetArrayLength() > Shape.MaxRank) return null;
        var lengths = new List<int>();
        foreach (var axis in axes.EnumerateArray())
            if (axis.ValueKind == JsonValueKind.Null) lengths.Add(Shape.Unknown);
            else if (axis.ValueKind == JsonValueKind.Number && axis.TryGetInt32(out var length) && length >= 0)
                lengths.Add(length);
            else return null;
        return Shape.Create([.. lengths]);
    }
}
