using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Initializers;
using Valence.Layers;
using Valence.Text;

namespace Valence.Saving;

/// <summary>Rows of layers of several families.</summary>
internal static class NewLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<Layers.Identity>("Identity", c => new(), (layer, c) => { }),

        LayerTable.Row<Normalization>("Normalization",
            c => new(Numbers(c, "mean"), Numbers(c, "variance"), c.Bool("invert", false)) { Axis = Axis(c) },
            (layer, c) => c.Set("axis", layer.Axis).Set("invert", layer.Invert).Set("mean", Nested(layer.Mean))
                .Set("variance", Nested(layer.Variance))),

        LayerTable.Row<Discretization>("Discretization", ReadDiscretization, WriteDiscretization),

        LayerTable.Row<EinsumDense>("EinsumDense",
            c => new(c.Text("equation"), OutputShape(c), c.Activation("activation"), c.OptionalText("bias_axes"))
            {
                KernelInitializer = c.Initializer("kernel_initializer", Initializer.GlorotUniform),
                BiasInitializer = c.Initializer("bias_initializer", Initializer.Zeros),
                KernelRegularizer = c.Regularizer("kernel_regularizer"),
                BiasRegularizer = c.Regularizer("bias_regularizer"),
                KernelConstraint = c.Constraint("kernel_constraint"),
                BiasConstraint = c.Constraint("bias_constraint"),
            },
            (layer, c) => c.Set("output_shape", layer.OutputShape).Set("equation", layer.Equation)
                .Activation("activation", layer.Activation).Set("bias_axes", layer.BiasAxes)
                .Initializer("kernel_initializer", layer.KernelInitializer)
                .Initializer("bias_initializer", layer.BiasInitializer)
                .Regularizer("kernel_regularizer", layer.KernelRegularizer)
                .Regularizer("bias_regularizer", layer.BiasRegularizer)
                .Constraint("kernel_constraint", layer.KernelConstraint)
                .Constraint("bias_constraint", layer.BiasConstraint)),

        LayerTable.Row<SpectralNormalization>("SpectralNormalization",
            c => new(c.Layer("layer"), c.Int("power_iterations", 1)),
            (layer, c) => c.Layer("layer", layer.Layer).Set("power_iterations", layer.PowerIterations)),

        LayerTable.Row<AdaptiveAveragePooling1D>("AdaptiveAveragePooling1D",
            c => new(c.Size("output_size")) { DataFormat = c.Choice("data_format", DataFormat.ChannelsLast) },
            WritePooling),

        LayerTable.Row<AdaptiveMaxPooling1D>("AdaptiveMaxPooling1D",
            c => new(c.Size("output_size")) { DataFormat = c.Choice("data_format", DataFormat.ChannelsLast) },
            WritePooling),

        LayerTable.Row<ReversibleEmbedding>("ReversibleEmbedding",
            c => new(c.Int("input_dim"), c.Int("output_dim"), c.Bool("tie_weights", true), c.Bool("mask_zero", false))
            {
                Reverse = c.Bool("reverse", false),
                LogitSoftCap = SoftCap(c),
                EmbeddingsInitializer = c.Initializer("embeddings_initializer", Initializer.Uniform),
                EmbeddingsRegularizer = c.Regularizer("embeddings_regularizer"),
                EmbeddingsConstraint = c.Constraint("embeddings_constraint"),
            },
            WriteReversible),
    ];

    private static Discretization ReadDiscretization(ConfigReader c)
    {
        if (c.Bool("sparse", false))
            throw new ConfigException($"{c.Place}.sparse", "expected false: Valence has no sparse tensors");
        var mode = c.Choice("output_mode", OutputMode.Int);
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
            .Set("num_bins", layer.NumBins).Set("epsilon", layer.Epsilon).Choice("output_mode", layer.OutputMode)
            .Set("sparse", false).Set("dtype", KerasElementTypes.Name(layer.OutputType));
    }

    private static void WriteReversible(ReversibleEmbedding layer, ConfigWriter c)
    {
        if (layer.IsShared)
            throw new ConfigException(layer.Name, "the way back of another layer, which Keras keeps as a use of that "
                + "layer, and this file as a layer of its own whose weights are no longer the same. Save the weights "
                + "alone, or use a layer with weights of its own");
        c.Set("input_dim", layer.InputDim).Set("output_dim", layer.OutputDim)
            .Initializer("embeddings_initializer", layer.EmbeddingsInitializer)
            .Regularizer("embeddings_regularizer", layer.EmbeddingsRegularizer)
            .Constraint("embeddings_constraint", layer.EmbeddingsConstraint).Set("mask_zero", layer.MaskZero)
            .Set("tie_weights", layer.TieWeights).Set("reverse_dtype", (string?)null)
            .Set("logit_soft_cap", layer.LogitSoftCap);
        if (layer.Reverse) c.SetCall("reverse", true);
    }

    // Every floating-point type of the way back is computed in float32, as everything else.
    private static float? SoftCap(ConfigReader c)
    {
        if (c.Has("reverse_dtype") && KerasElementTypes.Read(c, "reverse_dtype") != ElementType.Float32)
            throw c.Wrong("reverse_dtype", "a floating-point type");
        return c.OptionalFloat("logit_soft_cap");
    }

    private static void WritePooling(AdaptivePooling layer, ConfigWriter c) =>
        c.Set("output_size", (int[])[layer.OutputSize]).Choice("data_format", layer.DataFormat);

    // Null is no axis, unlike a missing field.
    private static IReadOnlyList<int> Axis(ConfigReader c) =>
        c.Has("axis") ? c.Ints("axis") : c.Json.TryGetProperty("axis", out _) ? [] : [-1];

    private static Shape OutputShape(ConfigReader c) =>
        c.Get("output_shape").ValueKind == JsonValueKind.Number ? [c.Int("output_shape")] : c.Shape("output_shape");

    private static double[] Doubles(ConfigReader c, string name) =>
        [.. c.Items(name).Select(item => item.Json.ValueKind == JsonValueKind.Number ? item.Json.GetDouble()
            : throw c.Wrong(name, "a list of numbers"))];

    // A number, or lists of numbers in lists, as NumPy's arrays are written.
    private static Tensor? Numbers(ConfigReader c, string name)
    {
        if (!c.Has(name)) return null;
        var axes = new List<int>();
        for (var json = c.Get(name); json.ValueKind == JsonValueKind.Array; json = json[0])
        {
            axes.Add(json.GetArrayLength());
            if (axes.Count > Shape.MaxRank || axes[^1] == 0) throw Wrong();
        }
        var numbers = new List<float>();
        Take(c.Get(name), 0);
        return Tensor.From([.. numbers], Shape.Create([.. axes]));

        void Take(JsonElement json, int depth)
        {
            if (depth == axes.Count)
                numbers.Add(json.ValueKind == JsonValueKind.Number ? json.GetSingle() : throw Wrong());
            else if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == axes[depth])
                foreach (var item in json.EnumerateArray()) Take(item, depth + 1);
            else throw Wrong();
        }

        ConfigException Wrong() => c.Wrong(name, "a number, or a list of numbers");
    }

    private static JsonNode? Nested(Tensor? numbers)
    {
        return numbers is null ? null : Node(0, 0, numbers.Count);

        JsonNode? Node(int axis, int start, int count)
        {
            if (axis == numbers.Shape.Rank) return PythonNumber.Of(JsonValue.Create(numbers.Floats[start]));
            var inner = count / numbers.Shape[axis];
            return new JsonArray([.. Enumerable.Range(0, numbers.Shape[axis])
                .Select(i => Node(axis + 1, start + i * inner, inner))]);
        }
    }
}
