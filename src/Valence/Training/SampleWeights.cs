using System.Globalization;

namespace Valence.Training;

/// <summary>What sample weights must be: finite numbers, one for each row. Zero and negative ones are, as in Keras,
/// factors like any other.</summary>
internal static class SampleWeights
{
    /// <exception cref="ArgumentException">There are not as many as rows, or they are no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One is NaN or infinite.</exception>
    public static void Check(Tensor? weights, int rows)
    {
        if (weights is null) return;
        if (weights.Shape.Rank == 0 || weights.Shape[0] != rows || weights.Type == ElementType.String)
            throw new ArgumentException($"Expected {rows} sample weights, a number for each row of the inputs, "
                + $"received {weights}.", "sampleWeight");
        if (weights.Type != ElementType.Float32) return;
        var values = weights.Floats;
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                throw new ArgumentOutOfRangeException("sampleWeight", values[i],
                    string.Create(CultureInfo.InvariantCulture,
                        $"Expected finite sample weights, received {values[i]} for row "
                            + $"{i / (values.Length / rows)}. Give samples that shall not count the weight 0."));
    }
}
