using Valence.Layers;
using Valence.Losses;
using Valence.Models;

namespace Valence.Training;

/// <summary>What of a model, its losses and its optimizer can be computed and is hardly meant; a sentence for
/// each.</summary>
internal static class ModelDoubts
{
    private const string Linear = "linear";

    // Those of Keras that give numbers from 0 to 1; nobody knows what one of somebody's own gives.
    private static readonly ActivationFunction[] Probabilities = [Activations.Sigmoid, Activations.HardSigmoid,
        Activations.SparseSigmoid, ActivationTable.HardSigmoidOfKeras2, Activations.Softmax, Activations.Sparsemax];

    public static IEnumerable<string> Of(Model model, Compilation compilation)
    {
        foreach (var layer in Inside(model).Distinct())
            if (IsSoftmaxOfOne(layer)) yield return OneAnswer(layer);
        for (var i = 0; i < compilation.Losses.Count; i++)
            if (Last(model, i) is { } last)
            {
                if (last is Dropout or GaussianDropout or GaussianNoise or AlphaDropout)
                    yield return $"{last.Place}: it changes the answers themselves while the model learns. Put it "
                        + "before the layer that answers.";
                if (last is Activation { Function.Name: "softmax" } or Softmax && WidthOf(model, i) == 1)
                    yield return OneAnswer(last);
                if (compilation.Losses[i] is CategoricalCrossentropy or CategoricalFocalCrossentropy
                    && WidthOf(model, i) == 1)
                    yield return $"{last.Place}: {compilation.Losses[i].KerasName} compares the units of several "
                        + "classes, and this last layer has one, for which it is always 0. For yes or no take "
                        + "binary_crossentropy with sigmoid, for several classes one unit a class with softmax.";
                else if (Mistaken(compilation.Losses[i], last) is { } mistake) yield return mistake;
            }
        foreach (var doubt in compilation.Optimizer.Optimizer.Doubts()) yield return doubt;
    }

    /// <summary>What to say of a layer that ends a mask.</summary>
    /// <param name="place">Where it is.</param>
    public static string OfLostMask(string place) => $"{place}: it takes no mask and hands none on, so what was masked "
        + "counts from here on, as in Keras. Put a layer before it that joins the steps under the mask, such as "
        + "GlobalAveragePooling1D or LSTM, or leave the mask out.";

    private static IEnumerable<Layer> Inside(Layer layer) => layer.Children.SelectMany(Inside).Prepend(layer);

    private static string OneAnswer(Layer layer) => $"{layer.Place}: a softmax of one number is always 1. For yes or "
        + "no take sigmoid, for several classes one unit a class.";

    private static bool IsSoftmaxOfOne(Layer layer) => layer switch
    {
        Dense dense => dense.Units == 1 && dense.Activation?.Name == "softmax",
        Conv1D convolution => convolution.Filters == 1 && convolution.Activation?.Name == "softmax",
        _ => false,
    };

    // The layer that an output comes from, where it is one that says what it puts out.
    private static Layer? Last(Model model, int output)
    {
        Layer? last = model switch
        {
            Sequential chain => chain.Layers.LastOrDefault(),
            Functional graph when output < graph.OutputTensors.Count => graph.OutputTensors[output].Node.Layer,
            _ => null,
        };
        return last switch
        {
            Model inner => Last(inner, 0),
            TimeDistributed each => each.Layer,
            _ => last,
        };
    }

    /// <summary>The last axis of an output of a built model; 0 where it has none.</summary>
    public static int WidthOf(Model model, int output) => model switch
    {
        Functional graph => graph.OutputTensors[output].Shape is { Rank: > 0 } shape ? shape[^1] : 0,
        _ => model.OutputShape is { Rank: > 0 } shape ? shape[^1] : 0,
    };

    private static string? Mistaken(Loss loss, Layer last)
    {
        var activation = last switch
        {
            Dense dense => dense.Activation?.Name ?? Linear,
            Activation own => own.Function.Name,
            Softmax => "softmax",
            _ => null,
        };
        (bool FromLogits, string Suits)? takes = loss switch
        {
            BinaryCrossentropy binary => (binary.FromLogits, "sigmoid"),
            BinaryFocalCrossentropy focal => (focal.FromLogits, "sigmoid"),
            CategoricalCrossentropy categorical => (categorical.FromLogits, "softmax"),
            CategoricalFocalCrossentropy focal => (focal.FromLogits, "softmax"),
            SparseCategoricalCrossentropy sparse => (sparse.FromLogits, "softmax"),
            _ => null,
        };
        return (takes, activation) switch
        {
            ((false, var suits), Linear) => $"{last.Place}: {loss.KerasName} takes probabilities, and this last layer "
                + $"has no activation. Give it {suits}, or the loss fromLogits: true.",
            ((false, "softmax"), "sigmoid") => $"{last.Place}: {loss.KerasName} compares classes of which one is "
                + "right, and this last layer's sigmoid gives each a probability of its own. Give it softmax, or take "
                + "binary_crossentropy where several may be right.",
            ((false, var suits), { } other) when ActivationTable.Keras.TryGetValue(other, out var known)
                && !Probabilities.Contains(known) => $"{last.Place}: {loss.KerasName} takes "
                + $"probabilities from 0 to 1, and this last layer's {other} gives other numbers. Give it {suits}.",
            ((true, _), "sigmoid" or "softmax") => $"{last.Place}: {loss.KerasName} with fromLogits takes numbers "
                + $"before {activation}, and this last layer applies it. Leave out one of both.",
            _ => null,
        };
    }
}
