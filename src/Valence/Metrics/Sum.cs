using Valence.Losses;
using Valence.Operations;

namespace Valence.Metrics;

/// <summary>The weighted sum of values.</summary>
/// <remarks>In a compiled model the truth is what is summed and the predictions are its weights, as in Keras; it is
/// meant for steps of one's own, which give it values.</remarks>
public sealed class Sum : Metric
{
    private double _total;

    /// <inheritdoc/>
    public override void Reset() => _total = 0;

    /// <summary>Takes in values.</summary>
    /// <param name="values">Numbers of any shape.</param>
    /// <param name="sampleWeight">Factors for the values along their first axes; 1 where null.</param>
    /// <exception cref="ShapeException">The weights do not fit the values.</exception>
    public void Update(Tensor values, Tensor? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var numbers = new Elements(values);
        if (sampleWeight is null)
        {
            for (var i = 0; i < values.Count; i++) _total += numbers[i];
            return;
        }
        var (shape, weightShape) = Ranks.Match(values.Shape, sampleWeight.Shape);
        var weighted = shape[..Math.Min(shape.Rank, weightShape.Rank)];
        if (Broadcast.Join(weightShape, weighted) != weighted)
            throw new ShapeException(KerasName, $"expected weights for {values.Shape}, received {sampleWeight.Shape}");
        var weights = new Elements(sampleWeight);
        var weightOf = new Broadcast(weightShape, weighted);
        var inner = weighted.Count == 0 ? 0 : values.Count / weighted.Count;
        for (var i = 0; i < values.Count; i++) _total += (double)numbers[i] * weights[weightOf[i / inner]];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are sample weights besides.</exception>
    public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight) =>
        Update(yTrue, Mean.Only(yPred, sampleWeight, KerasName));

    /// <inheritdoc/>
    public override Tensor Result() => Scalar(_total);
}
