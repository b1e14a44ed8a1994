namespace Valence.Classification;

/// <summary>What was changed in a row to mend it.</summary>
/// <param name="Row">The number of the row.</param>
/// <param name="Check">The check that found the fault.</param>
/// <param name="Before">The text before.</param>
/// <param name="After">The text after; null where the row was left out.</param>
public sealed record DataChange(int Row, string Check, string Before, string? After)
{
    /// <summary>The row that it is like; null where the check compares none.</summary>
    public FoundRow? Like { get; init; }
}
