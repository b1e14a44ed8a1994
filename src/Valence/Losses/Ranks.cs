using Valence.Operations;

namespace Valence.Losses;

/// <summary>Keras' rule for shapes whose numbers of axes differ by one: a last axis of length 1 is added to a vector,
/// or removed from the longer shape.</summary>
internal static class Ranks
{
    /// <summary>The two shapes with equally many axes where the rule gives that, otherwise as they are.</summary>
    /// <param name="a">One shape.</param>
    /// <param name="b">The other shape.</param>
    /// <param name="expandVectors">Whether a vector gets an axis; otherwise the longer shape always loses one.</param>
    public static (Shape A, Shape B) Match(Shape a, Shape b, bool expandVectors = true)
    {
        if (a.Rank == b.Rank + 1 && a[^1] == 1) return b.Rank == 1 && expandVectors ? (a, b.Insert(1, 1))
            : (a[..^1], b);
        if (b.Rank == a.Rank + 1 && b[^1] == 1) return a.Rank == 1 && expandVectors ? (a.Insert(1, 1), b)
            : (a, b[..^1]);
        return (a, b);
    }

    /// <summary>The shapes under which numbers and their weights are multiplied element by element: a row's weight
    /// counts for all that the row has.</summary>
    /// <exception cref="ShapeException">The weights have other rows or steps.</exception>
    public static (Shape Values, Shape Weights) Weighted(Shape values, Shape weights)
    {
        var (ofValues, ofWeights) = Match(values, weights);
        if (ofWeights.Rank > 0)
            while (ofWeights.Rank < ofValues.Rank) ofWeights = ofWeights.Insert(ofWeights.Rank, 1);
        // A loss of the whole batch, one number, is weighted by each row.
        if (ofValues.Rank == 0 || Broadcast.Join(ofValues, ofWeights)?.Rank == ofValues.Rank)
            return (ofValues, ofWeights);
        throw new ShapeException("sample weights", $"expected a weight for each row of losses {values}, "
            + $"{(values.Rank > 1 ? "or for each of its steps" : "which has no time steps")}, received {weights}");
    }
}
