using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Training;

namespace Valence.Tests.Golden;

/// <summary>What the suites of whole models and runs share: models and arguments from a case, and comparisons at the
/// tolerances of whole runs.</summary>
internal static class GoldenTraining
{
    /// <summary>Largest absolute difference of weights, predictions and figures that are no losses.</summary>
    public const float Tolerance = 1e-4f;

    /// <summary>Largest absolute difference of losses.</summary>
    public const float LossTolerance = 1e-5f;

    /// <summary>The model of Keras' serialized form, built and with the case's first weights.</summary>
    public static Model Model(JsonElement json, Npz arrays, Data x, Backend backend)
    {
        var model = Assert.IsAssignableFrom<Model>(KerasTables.Default.Layers.Read(json, "model", KerasTables.Default));
        model.Backend = backend;
        if (!model.IsBuilt) model.BuildFor([.. x.Tensors.Select(tensor => tensor.Shape.With(0, Shape.Unknown))]);
        model.SetWeights([.. Numbered(arrays, "w0")]);
        return model;
    }

    /// <summary>Compiles with optimizer, loss and metrics in the form that files have.</summary>
    public static void Compile(Model model, JsonObject compileConfig) =>
        CompileConfig.Apply(model, JsonSerializer.SerializeToElement(compileConfig), KerasTables.Default);

    /// <summary>Arrays <c>prefix.0</c>, <c>prefix.1</c>, …</summary>
    public static IEnumerable<Tensor> Numbered(Npz arrays, string prefix)
    {
        for (var i = 0; arrays.TryGet(string.Create(CultureInfo.InvariantCulture, $"{prefix}.{i}"), out var array); i++)
            yield return array.ToTensor();
    }

    /// <summary>One array, or numbered ones.</summary>
    public static Data Data(Npz arrays, string name)
    {
        Tensor[] tensors = arrays.TryGet(name, out var only) ? [only.ToTensor()] : [.. Numbered(arrays, name)];
        Assert.True(tensors.Length > 0, $"the case has no array '{name}'.");
        return new(tensors);
    }

    /// <summary>Fits as the case's arguments say; an argument that is not known here fails.</summary>
    public static History Fit(Model model, Data x, Data y, JsonElement arguments, FitOptions options)
    {
        var (epochs, batchSize) = (1, 32);
        foreach (var argument in arguments.EnumerateObject())
        {
            var value = argument.Value;
            if (value.ValueKind == JsonValueKind.Null) continue;
            switch (argument.Name)
            {
                case "epochs": epochs = value.GetInt32(); break;
                case "batch_size": batchSize = value.GetInt32(); break;
                case "validation_split": options = options with { ValidationSplit = value.GetSingle() }; break;
                case "shuffle": options = options with { Shuffle = value.GetBoolean() }; break;
                case "initial_epoch": options = options with { InitialEpoch = value.GetInt32() }; break;
                case "validation_freq":
                    Frequency frequency = value.ValueKind == JsonValueKind.Array
                        ? [.. value.EnumerateArray().Select(epoch => epoch.GetInt32())] : value.GetInt32();
                    options = options with { ValidationFreq = frequency };
                    break;
                case "validation_batch_size": options = options with { ValidationBatchSize = value.GetInt32() }; break;
                case "steps_per_epoch": options = options with { StepsPerEpoch = value.GetInt32() }; break;
                case "validation_steps": options = options with { ValidationSteps = value.GetInt32() }; break;
                case "verbose": break;
                case "class_weight":
                    options = options with
                    {
                        ClassWeight = value.EnumerateObject()
                        .ToDictionary(entry => int.Parse(entry.Name, CultureInfo.InvariantCulture),
                            entry => entry.Value.GetDouble())
                    };
                    break;
                case "_sample_weight": Assert.Equal(value.GetBoolean(), options.SampleWeight.Rows > 0); break;
                case "_validation_data": Assert.Equal(value.GetBoolean(), options.ValidationData is not null); break;
                default:
                    Assert.Fail($"the case's fit has an argument '{argument.Name}' that this suite does not "
                    + "know."); break;
            }
        }
        return model.Fit(x, y, options with { Verbose = Verbosity.Silent }, batchSize, epochs);
    }

    /// <summary>Every figure of every epoch, and no other figures.</summary>
    public static void CheckHistory(JsonElement expected, History actual, Model model)
    {
        Assert.Equal(expected.EnumerateObject().Select(figure => figure.Name).Order(StringComparer.Ordinal),
            actual.Names);
        foreach (var figure in expected.EnumerateObject())
        {
            // Keras' backends disagree on the accuracy of masked steps during training; Valence leaves masked steps
            // out.
            if (figure.Name.EndsWith("accuracy", StringComparison.Ordinal) && HasMaskedOutput(model)) continue;
            Assert.Equal(figure.Value.GetArrayLength(), actual[figure.Name].Count);
            for (var i = 0; i < actual[figure.Name].Count; i++)
                CheckFigure(figure.Name, figure.Value[i], actual[figure.Name][i],
                    $"history of epoch {actual.Epochs[i]}");
        }
    }

    /// <summary>Every figure, and no other figures.</summary>
    public static void CheckFigures(JsonElement expected, IReadOnlyDictionary<string, float> actual, string what)
    {
        Assert.Equal(expected.EnumerateObject().Select(figure => figure.Name).Order(StringComparer.Ordinal),
            actual.Keys.Order(StringComparer.Ordinal));
        foreach (var figure in expected.EnumerateObject())
            CheckFigure(figure.Name, figure.Value, actual[figure.Name], what);
    }

    public static void CheckFigure(string name, JsonElement expected, float actual, string what)
    {
        var value = expected.ValueKind == JsonValueKind.Number ? expected.GetDouble()
            : float.Parse(expected.GetString()!, CultureInfo.InvariantCulture);
        // The rate is set and not computed from data, so it has to be the same number up to its last bits.
        var tolerance = name == "learning_rate" ? 1e-6 * Math.Abs(value)
            : name.EndsWith("loss", StringComparison.Ordinal) ? LossTolerance : Tolerance;
        Assert.True(double.IsNaN(value) ? float.IsNaN(actual) : value == actual
            || Math.Abs(value - actual) <= tolerance,
            FormattableString.Invariant($"{what}: {name} is {actual:R}, expected {value:R} within {tolerance:G3}."));
    }

    public static void CheckWeights(Npz arrays, string prefix, IReadOnlyList<Weight> weights)
    {
        for (var i = 0; i < weights.Count; i++)
            Compare.Close(arrays[$"{prefix}.{i}"], weights[i].Value, Tolerance, $"{prefix}.{i} {weights[i].Path}",
                scale: 1);
        Assert.False(arrays.Contains($"{prefix}.{weights.Count}"),
            $"the case has more weights than the model's {weights.Count}.");
    }

    /// <summary>Predictions <paramref name="name"/>, or <c>name.0</c>, <c>name.1</c>, … of several outputs.</summary>
    public static void CheckPredictions(Npz arrays, string name, Model model, Data x)
    {
        var predictions = model.PredictAll(x);
        for (var i = 0; i < predictions.Count; i++)
            Compare.Close(arrays[arrays.Contains(name) ? name : $"{name}.{i}"], predictions[i], Tolerance,
                $"{name}.{i}", scale: 1);
    }

    private static bool HasMaskedOutput(Model model) =>
        model.OutputShape.Rank > 2 && model.Layers.Any(layer => layer is Embedding { MaskZero: true } or Masking);
}
