namespace Valence.Language;

/// <summary>How well entities of a type were found.</summary>
/// <param name="Type">The type; empty for all types together.</param>
/// <param name="Correct">How many were found with the right words and type.</param>
/// <param name="Found">How many were found.</param>
/// <param name="Gold">How many there are.</param>
public sealed record SpanScore(string Type, long Correct, long Found, long Gold)
{
    /// <summary>The share of right ones among those found; 0 where none was found.</summary>
    public double Precision => Ratio(Correct, Found);

    /// <summary>The share of those that are there that was found; 0 where there are none.</summary>
    public double Recall => Ratio(Correct, Gold);

    /// <summary>The harmonic mean of both, <c>2·correct / (found + gold)</c>; 0 where nothing is there or
    /// found.</summary>
    public double F1 => Ratio(2 * Correct, Found + Gold);

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
