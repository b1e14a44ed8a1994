namespace Valence.Text;

/// <summary>A token that stands beside the model's: it is found in texts before they are split.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Content">Its text.</param>
public sealed record AddedToken(int Id, string Content)
{
    /// <summary>Whether it is found only where no letter, number or underscore stands beside it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether it takes the white space before it, too.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Whether it takes the white space behind it, too.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Whether it is looked for in the normalized text, normalized itself, rather than in the text as it
    /// is.</summary>
    public bool Normalized { get; init; }

    /// <summary>Whether it is no text, such as what begins and ends a sequence; decoding can skip it.</summary>
    public bool Special { get; init; }
}
