namespace Valence.Text;

/// <summary>Which runs of neighbouring tokens become tokens: <c>Ngrams n = 2</c> for widths 1 and 2, <c>Ngrams n =
/// new[] { 1, 3 }</c> for exactly these.</summary>
public sealed record Ngrams
{
    private Ngrams(IReadOnlyList<int> widths, int? upTo)
    {
        if (widths.Count == 0 || widths.Any(width => width < 1))
            throw new ArgumentException($"Expected widths of at least 1, received {string.Join(", ", widths)}.",
                nameof(widths));
        Widths = widths;
        UpTo = upTo;
    }

    /// <summary>The widths, in the order in which their n-grams follow each other.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>The largest width, if all up to it were asked for by one number.</summary>
    public int? UpTo { get; }

    /// <summary>All widths from 1.</summary>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public static implicit operator Ngrams(int upTo) => new([.. Enumerable.Range(1, Math.Max(upTo, 0))], upTo);

    /// <summary>Exactly these widths.</summary>
    /// <exception cref="ArgumentException">There is none, or one is below 1.</exception>
    public static implicit operator Ngrams(int[] widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        return new([.. widths], null);
    }
}
