namespace Valence.Text;

/// <summary>One bin for each combination of several values.</summary>
public static class CrossedBins
{
    private const ulong Key = 0xDECAFCAFFE;

    /// <summary>The bins of the combinations of the elements of <paramref name="features"/> at the same
    /// place.</summary>
    /// <param name="features">At least two tensors of texts or integers, all <c>[batch]</c> or all <c>[batch,
    /// 1]</c>.</param>
    /// <param name="numBins">The number of bins; at least 1.</param>
    /// <returns>An int tensor of the features' shape.</returns>
    /// <exception cref="ArgumentException">There are fewer than two features, or they differ in shape, or hold
    /// floats.</exception>
    public static Tensor Encode(IReadOnlyList<Tensor> features, int numBins)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(numBins, 1);
        if (features.Count < 2)
            throw new ArgumentException($"Expected at least two features to cross, received {features.Count}.",
                nameof(features));
        var shape = features[0].Shape;
        foreach (var feature in features)
        {
            if (feature.Shape != shape || shape.Rank > 2 || shape.Rank == 2 && shape[1] != 1)
                throw new ArgumentException("Expected features all of shape [batch] or [batch, 1], received "
                    + $"{feature.Shape} beside {shape}.", nameof(features));
            if (feature.Type == ElementType.Float32)
                throw new ArgumentException("Expected texts or integers, received floats.", nameof(features));
        }

        var bins = Tensor.Uninitialized(shape, ElementType.Int32);
        for (var i = 0; i < bins.Count; i++)
        {
            var hash = Key;
            foreach (var feature in features)
            {
                var value = feature.Type == ElementType.String ? Fingerprint64.Of(feature.Strings[i])
                    : unchecked((ulong)feature.Ints[i]);
                hash = Fingerprint64.Combine(hash, value);
            }
            bins.Overwrite<int>()[i] = (int)(hash % (ulong)numBins);
        }
        return bins;
    }
}
