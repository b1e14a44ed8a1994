namespace Valence.Classification;

/// <summary>How seldom something would be so often by chance.</summary>
internal static class Surprise
{
    /// <summary>Chernoff's bound: the negative logarithm of the probability that what is expected so often is seen so
    /// often or oftener, at least; 0 where it is not seen oftener than expected.</summary>
    /// <param name="seen">How often it is.</param>
    /// <param name="expected">How often it is in the mean, above 0.</param>
    public static double Of(int seen, double expected) =>
        seen <= expected ? 0 : seen * Math.Log(seen / expected) - (seen - expected);
}
