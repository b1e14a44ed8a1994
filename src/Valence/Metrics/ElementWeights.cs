using Valence.Operations;

namespace Valence.Metrics;

/// <summary>The weight of each element of a batch: that of its row, its own, or 1 where there are none.</summary>
internal readonly ref struct ElementWeights
{
    private readonly Elements _weights;
    private readonly Broadcast _weightOf;
    private readonly int _elementsPerWeight;
    private readonly bool _repeats;

    /// <summary>Weights of the first axes of <paramref name="shape"/>: of rows, of their time steps, or of all
    /// elements. An axis of length 1 repeats, and further axes of length 1 may follow.</summary>
    public ElementWeights(Tensor? weights, Shape shape, string place)
    {
        if (weights is null) return;
        _weights = new(weights);
        var own = weights.Shape;
        while (own.Rank > 0 && own[^1] == 1 && own != shape) own = own[..^1];
        var weighted = shape[..Math.Min(shape.Rank, own.Rank)];
        if (Broadcast.Join(own, weighted) != weighted)
            throw new ShapeException(place, $"expected sample weights of the first axes of {shape}, received "
                + $"{weights.Shape}");
        _elementsPerWeight = shape.Count / Math.Max(1, weighted.Count);
        _repeats = own != weighted;
        _weightOf = new(own, weighted);
    }

    public float this[int element]
    {
        get
        {
            if (_elementsPerWeight == 0) return 1;
            var row = element / _elementsPerWeight;
            return _weights[_repeats ? _weightOf[row] : row];
        }
    }
}
