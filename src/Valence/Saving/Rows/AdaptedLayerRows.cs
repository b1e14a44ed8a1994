using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Text;

namespace Valence.Saving;

/// <summary>Rows of the layers that are adapted to data before a model is trained.</summary>
internal static class AdaptedLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<Normalization>("Normalization",
            c => new(Numbers(c, "mean"), Numbers(c, "variance"), c.Bool("invert", false)) { Axis = Axis(c) },
            (layer, c) => c.Set("axis", layer.Axis).Set("invert", layer.Invert).Set("mean", Nested(layer.Mean))
                .Set("variance", Nested(layer.Variance))),

        LayerTable.Row<Discretization>("Discretization", ReadDiscretization, WriteDiscretization),
    ];

    private static Discretization ReadDiscretization(ConfigReader c)
    {
        if (c.Bool("sparse", false))
            throw new ConfigException($"{c.Place}.sparse", "expected false: Valence has no sparse tensors");
        var mode = c.Has("output_mode") ? c.Choice<OutputMode>("output_mode") : default;
        var type = c.Has("dtype") && c.Get("dtype").ValueKind == JsonValueKind.String
            ? KerasElementTypes.Read(c, "dtype") : ElementType.Float32;
        var boundaries = c.Has("bin_boundaries") ? Doubles(c, "bin_boundaries") : null;
        var epsilon = c.Double("epsilon", 0.01);
        if (c.OptionalInt("num_bins") is not { } bins)
            return new(boundaries ?? throw new ConfigException(c.Place,
                "expected a field 'bin_boundaries' or 'num_bins', found neither"), mode)
            { OutputType = type, Epsilon = epsilon };
        var layer = new Discretization(bins, epsilon, mode) { OutputType = type };
        if (boundaries is not null) layer.Restore(boundaries);
        return layer;
    }

    // Keras' constructor takes these fields alone, so that it knows nothing of 'trainable'.
    private static void WriteDiscretization(Discretization layer, ConfigWriter c)
    {
        c.Json.Remove("trainable");
        c.Set("bin_boundaries", layer.BinBoundaries is { } boundaries
                ? new JsonArray([.. boundaries.Select(number => PythonNumber.Of(JsonValue.Create(number)))]) : null)
            .Set("num_bins", layer.NumBins).Set("epsilon", layer.Epsilon).Set("output_mode", layer.OutputMode.Text)
            .Set("sparse", false).Set("dtype", KerasElementTypes.Name(layer.OutputType));
    }

    // Null is no axis, unlike a missing field.
    private static IReadOnlyList<int> Axis(ConfigReader c) =>
        c.Has("axis") ? c.Ints("axis") : c.Json.TryGetProperty("axis", out _) ? [] : [-1];

    private static double[] Doubles(ConfigReader c, string name) =>
        [.. c.Items(name).Select(item => item.Json.ValueKind == JsonValueKind.Number ? item.Json.GetDouble()
            : throw c.Wrong(name, "a list of numbers"))];

    // A number, or lists of numbers in lists, as NumPy's arrays are written.
    private static Tensor? Numbers(ConfigReader c, string name)
    {
        if (!c.Has(name)) return null;
        return NestedNumbers.TryFloats(c.Get(name), out var numbers, out var problem) && numbers.Count > 0 ? numbers
            : throw c.Wrong(name, problem ?? "a number, or a list of numbers");
    }

    private static JsonNode? Nested(Tensor? numbers) => numbers is null ? null
        : NestedNumbers.Write(numbers.Shape, (writer, i) => PythonNumber.Write(writer, numbers.Floats[i]));
}
