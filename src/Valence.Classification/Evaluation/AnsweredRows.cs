using System.Globalization;

namespace Valence.Classification;

/// <summary>What a classifier that gives no answer to texts of which it is unsure answered of a set, and how much of
/// that is wrong.</summary>
/// <param name="Rows">All texts.</param>
/// <param name="Count">Those that have an answer; a text with nothing to read has none.</param>
/// <param name="Wrong">The wrong ones among the answers.</param>
/// <param name="WrongOfAll">The wrong ones, were every text answered.</param>
public sealed record AnsweredRows(long Rows, long Count, long Wrong, long WrongOfAll)
{
    /// <summary>The part of wrong ones among the answers; NaN where there is no answer.</summary>
    public double Risk => (double)Wrong / Count;

    /// <summary>Where the true part of wrong answers lies, by <see cref="Wilson"/>; null where there is no
    /// answer.</summary>
    public ConfidenceInterval? Interval => Count == 0 ? null : Wilson.Interval(Wrong, Count);

    /// <summary>One sentence.</summary>
    public override string ToString()
    {
        var answered = string.Create(CultureInfo.InvariantCulture, $"Answered: {Count} of {Rows} "
            + $"({100.0 * Count / Rows:F1} %)");
        return Interval is not { } interval ? $"{answered}." : string.Create(CultureInfo.InvariantCulture,
            $"{answered}, of which {Wrong} are wrong ({Risk:F4}, {interval}); of all {WrongOfAll} would be "
            + $"({(double)WrongOfAll / Rows:F4}).");
    }
}
