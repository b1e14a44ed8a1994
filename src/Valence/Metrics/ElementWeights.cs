namespace Valence.Metrics;

/// <summary>The weight of each element of a batch: that of its row, its own, or 1 where there are none.</summary>
internal readonly ref struct ElementWeights
{
    private readonly Elements _weights;
    private readonly int _elementsPerWeight;

    /// <summary>Weights of one number, of the rows of <paramref name="shape"/>, of their time steps, or of all
    /// elements; axes of length 1 may follow.</summary>
    public ElementWeights(Tensor? weights, Shape shape, string place)
    {
        if (weights is null) return;
        _weights = new(weights);
        var own = weights.Shape;
        while (own.Rank > 0 && own[^1] == 1 && own != shape) own = own[..^1];
        _elementsPerWeight = weights.Count == 1 ? int.MaxValue
            : own.Rank <= shape.Rank && own == shape[..own.Rank] ? shape.Count / Math.Max(1, own.Count)
            : throw new ShapeException(place, $"expected sample weights of the first axes of {shape}, received "
                + $"{weights.Shape}");
    }

    public float this[int element] => _elementsPerWeight == 0 ? 1 : _weights[element / _elementsPerWeight];
}
