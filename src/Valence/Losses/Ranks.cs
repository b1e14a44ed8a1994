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
}
