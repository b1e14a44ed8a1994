namespace Valence.Text;

/// <summary>Ids as rows of zeros and ones, or of counts.</summary>
public static class CategoryRows
{
    /// <summary>Stands for an id that is left out.</summary>
    internal const int Dropped = -1;

    /// <summary>Encodes ids as floats.</summary>
    /// <param name="ids">
    /// An int tensor. One-hot: any shape <c>s</c>, giving <c>[s, numTokens]</c>, where a last axis of length 1 (of at
    /// least two) is left out first.
    /// Multi-hot and count: <c>[length]</c> is one sample, giving <c>[numTokens]</c>; <c>[batch, length]</c> gives
    /// <c>[batch, numTokens]</c>.
    /// </param>
    /// <param name="numTokens">The length of the new last axis; at least 1.</param>
    /// <param name="outputMode">One-hot, multi-hot or count.</param>
    /// <param name="countWeights">What each id counts, of the shape of <paramref name="ids"/>; 1 when null. Only for
    /// count.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside <c>[0, numTokens)</c>, or the mode is another
    /// one.</exception>
    /// <exception cref="ArgumentException">The ids have too many axes for the mode, or weights are given for another
    /// mode or in another shape.</exception>
    public static Tensor Encode(Tensor ids, int numTokens, OutputMode outputMode = OutputMode.MultiHot,
        Tensor? countWeights = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(numTokens, 1);
        foreach (var id in ids.Ints)
            if ((uint)id >= (uint)numTokens)
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"Expected ids from 0 to {numTokens - 1}.");
        return EncodeKnown(ids, numTokens, outputMode, countWeights);
    }

    /// <summary>As <see cref="Encode"/>, for ids that are in range or <see cref="Dropped"/>.</summary>
    internal static Tensor EncodeKnown(Tensor ids, int numTokens, OutputMode outputMode, Tensor? countWeights = null)
    {
        if (countWeights is not null && (outputMode != OutputMode.Count || countWeights.Shape != ids.Shape))
            throw new ArgumentException($"Expected weights only for count, in the shape {ids.Shape}, received "
                + $"{countWeights.Shape} for {outputMode}.", nameof(countWeights));

        var shape = ids.Shape;
        var length = 1;
        if (outputMode == OutputMode.OneHot)
        {
            if (shape.Rank > 1 && shape[^1] == 1) shape = shape.Remove(shape.Rank - 1);
        }
        else if (outputMode is OutputMode.MultiHot or OutputMode.Count)
        {
            if (shape.Rank > 2)
                throw new ArgumentException($"Expected ids [length] or [batch, length], received {shape}.",
                    nameof(ids));
            if (shape.Rank > 0)
            {
                length = shape[^1];
                shape = shape.Remove(shape.Rank - 1);
            }
        }
        else
        {
            throw new ArgumentOutOfRangeException(
                nameof(outputMode), outputMode, "Expected one_hot, multi_hot or count.");
        }

        var rows = new Tensor(shape.Insert(shape.Rank, numTokens));
        for (var i = 0; i < ids.Count; i++)
        {
            var id = ids.Ints[i];
            if (id == Dropped) continue;
            ref var cell = ref rows.Change<float>()[i / length * numTokens + id];
            if (outputMode == OutputMode.Count) cell += countWeights is null ? 1 : countWeights.Floats[i];
            else cell = 1;
        }
        return rows;
    }
}
