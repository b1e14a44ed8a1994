using Valence.Layers;
using Valence.Models;

namespace Valence.Classification;

/// <summary>The layers of a linear model: a table of weights and one of norms for words, two more for letters where
/// there are any, and a last layer that holds the bias and the temperature.</summary>
internal static class LinearNetwork
{
    private const string Weights = "features";

    // The first linear models had no norms, which is norms of 1.
    private const string Norms = "norms";
    private const string OfLetters = "_of_letters";

    /// <summary>The sums of the weights of words and letters, each over its length, <c>[batch, outputs]</c>.</summary>
    /// <param name="size">Ids and outputs.</param>
    /// <param name="x">Ids <c>[batch, length]</c>; 0 pads.</param>
    /// <param name="border">The first id of letters; <see cref="RecipeSize.Ids"/> where there are none.</param>
    public static SymbolicTensor Body(RecipeSize size, SymbolicTensor x, int border)
    {
        if (border >= size.Ids) return Sum(x, size.Ids, "");
        // The others are padding to each.
        return Sum(x * x.Less(border).Cast("int32"), border, "")
            + Sum((x - (border - 1)).Maximum(0), size.Ids - border + 1, OfLetters);

        SymbolicTensor Sum(SymbolicTensor ids, int count, string kind) =>
            new Embedding(count, size.Outputs) { Name = Weights + kind }.Call(ids).Sum(axis: 1)
                / new Embedding(count, 1) { Name = Norms + kind }.Call(ids).Sum(axis: 1).Maximum(1).Sqrt();
    }

    /// <summary>The network of what was fitted.</summary>
    /// <param name="encoder">Which ids are letters.</param>
    /// <param name="norms">What each feature adds to the square of a text's length.</param>
    /// <param name="weights">The weight of each feature and output.</param>
    /// <param name="bias">The bias of each output.</param>
    /// <param name="targets">What the outputs are, and their unit.</param>
    /// <param name="temperature">What scores are divided by.</param>
    /// <param name="settings">Seed and backend.</param>
    public static Functional Of(NGramEncoder encoder, float[] norms, float[] weights, float[] bias,
        LinearTargets targets, double temperature, TrainingSettings settings)
    {
        var (outputs, border) = (targets.Width, encoder.Words.Count + 1);
        var model = (Recipes.Linear with { Body = (size, x) => Body(size, x, border) }).Build(new(norms.Length, -1),
            outputs, targets.Activation, settings.Seed, settings.Backend);
        var kernel = new float[outputs * outputs];
        for (var k = 0; k < outputs; k++) kernel[k * outputs + k] = (float)(targets.Scale / temperature);
        foreach (var layer in model.Layers)
            if (layer is Embedding)
            {
                var (values, width) = IsNorms(layer) ? (norms, 1) : (weights, outputs);
                float[] table = IsOfLetters(layer) ? [.. new float[width], .. values[(border * width)..]]
                    : values[..(border * width)];
                layer.SetWeights([Tensor.From(table, [table.Length / width, width])]);
            }
            else if (layer is Dense)
                layer.SetWeights([Tensor.From(kernel, [outputs, outputs]), Tensor.From([.. bias.Select(number =>
                    (float)(targets.Scale * (number / temperature) + targets.Shift))], [outputs])]);
        return model;
    }

    /// <summary>The numbers of such a network: weights and norms of words and of letters (null where there are none),
    /// and the kernel and bias of its last layer.</summary>
    public static (float[]?[] Weights, float[]?[] Norms, float[] Kernel, float[] Bias) Read(Model model)
    {
        var (weights, norms) = (new float[]?[2], new float[]?[2]);
        float[] kernel = [], bias = [];
        foreach (var layer in model.Layers)
            switch (layer.GetWeights())
            {
                case [var table]:
                    (IsNorms(layer) ? norms : weights)[IsOfLetters(layer) ? 1 : 0] = table.Floats.ToArray();
                    break;
                case [var last, var ofLast]:
                    (kernel, bias) = (last.Floats.ToArray(), ofLast.Floats.ToArray());
                    break;
            }
        return (weights, norms, kernel, bias);
    }

    private static bool IsNorms(Layer layer) => layer.Name.StartsWith(Norms, StringComparison.Ordinal);

    private static bool IsOfLetters(Layer layer) => layer.Name.EndsWith(OfLetters, StringComparison.Ordinal);
}
