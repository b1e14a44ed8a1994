using System.Globalization;

namespace Valence.Training;

/// <summary>What sample weights must be: finite numbers, at least one for each row. Zero and negative ones are, as in
/// Keras, factors like any other.</summary>
internal static class SampleWeights
{
    /// <summary>Those of a batch: none, one tensor for all outputs, or one (or null) for each output.</summary>
    /// <exception cref="ArgumentException">Both kinds are given, or they are not those of the batch's rows and
    /// outputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One is NaN or infinite.</exception>
    public static Tensor?[] Of(Batch batch)
    {
        Tensor?[] weights = (batch.SampleWeight, batch.SampleWeights) switch
        {
            (null, null) => [],
            ({ } one, null) => [one],
            (null, { } several) => [.. several],
            _ => throw new ArgumentException("Expected sample weights for all outputs or for each output, received "
                + "both.", nameof(Batch.SampleWeights)),
        };
        var outputs = batch.Y.Tensors.Count;
        if (batch.SampleWeights is not null && weights.Length != outputs)
            throw new ArgumentException($"Expected sample weights for each of {outputs} outputs, null for one without, "
                + $"received {weights.Length}.", nameof(Batch.SampleWeights));
        foreach (var weight in weights) Check(weight, batch.X.Rows);
        if (batch.SampleWeight is { } shared && outputs > 1 && !IsOneEach(shared.Shape))
            throw new ArgumentException($"Expected one sample weight for each row, which counts for all {outputs} "
                + $"outputs, received {shared.Shape}. Give each output its own with {nameof(Batch.SampleWeights)}.",
                "sampleWeight");
        return weights;
    }

    private static bool IsOneEach(Shape shape) => shape.Rank == 1 || shape.Rank == 2 && shape[1] == 1;

    private static void Check(Tensor? weights, int rows)
    {
        if (weights is null) return;
        if (weights.Shape.Rank == 0 || weights.Shape[0] != rows || weights.Type == ElementType.String)
            throw new ArgumentException($"Expected {rows} sample weights, a number for each row of the inputs, "
                + $"received {weights.TypeAndShape}.", "sampleWeight");
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
