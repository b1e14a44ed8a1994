namespace Valence.Classification;

/// <summary>What a check found.</summary>
/// <param name="Check">The name of the check.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Rows">The rows, the worst or first ones first; none where all are concerned.</param>
public sealed record Finding(string Check, string Sentence, string Advice, IReadOnlyList<FoundRow> Rows)
{
    /// <summary>Whether another order of the rows mends it.</summary>
    public bool IsMendedByShuffling { get; init; }
}
