namespace Valence.Metrics;

/// <summary>The weight of each element of a batch: that of its row, its own, or 1 where there are none.</summary>
internal readonly ref struct ElementWeights
{
    private readonly Elements _weights;
    private readonly int _elementsPerWeight;

    /// <summary>Weights of one number, of the rows of <paramref name="shape"/> (with or without a last axis of length
    /// 1), or of its elements.</summary>
    public ElementWeights(Tensor? weights, Shape shape, string place)
    {
        if (weights is null) return;
        var rows = shape.Rank == 0 ? shape : shape[..^1];
        _weights = new(weights);
        _elementsPerWeight = weights.Count == 1 ? int.MaxValue
            : weights.Shape == shape ? 1
            : weights.Shape == rows || weights.Shape == shape.WithLast(1) ? shape[^1]
            : throw new ShapeException(place, $"expected sample weights of shape {rows} or {shape}, received "
                + $"{weights.Shape}");
    }

    public float this[int element] => _elementsPerWeight == 0 ? 1 : _weights[element / _elementsPerWeight];
}
