using Valence.Kernels;
using Valence.Layers;

namespace Valence.Models;

/// <summary>Weights of 8 bits: <see cref="Model.Quantize"/>.</summary>
internal static class Quantization
{
    /// <summary>Matrices of fewer numbers, or of fewer that share a scale, gain nothing.</summary>
    internal const int FewestNumbers = 4096;

    private const int FewestOfAScale = 16;

    private const string Int8 = "int8";

    public static void Round(Model model, string mode)
    {
        if (Require.NotNull(mode) != Int8)
            throw new ArgumentException($"{model.Place}: expected the mode '{Int8}', received '{mode}'.", nameof(mode));
        model.RequireWeights();
        Weight[] matrices = [.. model.StoredWeights.Distinct()
            .Where(weight => weight.Int8 is null && MayBeSmall(weight))];
        if (matrices.Length == 0)
            throw new InvalidOperationException($"{model.Place}: expected a matrix of Dense or a table of Embedding "
                + $"of at least {FewestNumbers} numbers that are not of 8 bits, found none. Leave the model as it is.");
        if (Array.Find(matrices, weight => weight.LowRank is not null) is { } added)
            throw new InvalidOperationException($"{model.Place}: '{added.Path}' has a low-rank addition. Call "
                + $"{nameof(Model.MergeLora)} first.");
        model.ChangeWeights(() =>
        {
            // All of them before the first is changed.
            var rounded = Array.ConvertAll(matrices, weight => Rounded(model, weight));
            foreach (var (weight, small) in matrices.Zip(rounded)) weight.Keep(small);
        });
    }

    /// <summary>Whether a weight is a matrix that layers use as int8, large enough for it.</summary>
    public static bool MayBeSmall(Weight weight) => weight is
    {
        Value.Count: >= FewestNumbers,
        Int8Form.Inner: >= FewestOfAScale and <= Int8Order.MostRows
    };

    private static Int8Matrix Rounded(Model model, Weight weight)
    {
        try
        {
            return Int8Matrix.Round(weight.Value.Floats, weight.Int8Form!.Value);
        }
        catch (NotFiniteNumberException)
        {
            throw new InvalidOperationException($"{model.Place}: '{weight.Path}' has numbers that are not finite, for "
                + "which no 8 bits can stand. Train again with a lower learning rate.");
        }
    }
}
