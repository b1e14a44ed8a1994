namespace Valence.Text;

/// <summary>How many tokens a text or a pair may have, and what is cut where there are more.</summary>
public sealed record SubWordTruncation
{
    /// <summary>Cuts what has more than <paramref name="maxLength"/> tokens.</summary>
    /// <param name="maxLength">The most tokens, special ones included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is below 1.</exception>
    public SubWordTruncation(int maxLength) => MaxLength = Require.AtLeast(1, maxLength);

    /// <summary>The most tokens, special ones included.</summary>
    public int MaxLength { get; }

    /// <summary>Which text of a pair is cut.</summary>
    public TruncationStrategy Strategy { get; init; }

    /// <summary>How many tokens each further window (<see cref="EncodedText.Overflowing"/>) has in common with the one
    /// before; fewer than a window has of the text. 0 by default.</summary>
    public int Stride { get; init => field = Require.AtLeast(0, value); }

    /// <summary>At which end tokens are cut; at the end by default.</summary>
    public SequenceEnd Direction { get; init; } = SequenceEnd.Post;
}
