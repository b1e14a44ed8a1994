namespace Valence.Metrics;

/// <summary>The elements of a tensor as floats, whether it holds floats or integers.</summary>
internal readonly ref struct Elements
{
    private readonly ReadOnlySpan<float> _floats;
    private readonly ReadOnlySpan<int> _ints;

    public Elements(Tensor tensor)
    {
        if (tensor.Type == ElementType.Int32) _ints = tensor.Ints;
        else _floats = tensor.Floats;
    }

    public float this[int index] => _ints.IsEmpty ? _floats[index] : _ints[index];

    /// <summary>The position of the largest of <paramref name="count"/> elements from <paramref name="start"/>, the
    /// first among equals.</summary>
    public int Largest(int start, int count)
    {
        var best = 0;
        for (var i = 1; i < count; i++)
            if (this[start + i] > this[start + best]) best = i;
        return best;
    }
}
