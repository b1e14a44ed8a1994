namespace Valence.Text;

/// <summary>What becomes of the parts of a text that a split has found.</summary>
internal enum SplitBehavior
{
    /// <summary>They are dropped.</summary>
    Removed,

    /// <summary>Each is a piece.</summary>
    Isolated,

    /// <summary>Each belongs to the piece before.</summary>
    MergedWithPrevious,

    /// <summary>Each belongs to the piece behind.</summary>
    MergedWithNext,

    /// <summary>Those side by side are one piece.</summary>
    Contiguous,
}
