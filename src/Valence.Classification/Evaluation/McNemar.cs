namespace Valence.Classification;

/// <summary>Whether one of two classifiers has more of the same rows right.</summary>
/// <param name="Difference">How much larger the first one's share of right rows is.</param>
/// <param name="Low">The lower end of its 95 % interval (Wald).</param>
/// <param name="High">The upper end.</param>
/// <param name="P">How likely a difference as large would be if both were alike, by the exact binomial test; 1 where
/// they never differ.</param>
/// <param name="CorrectedP">The same by the χ² distribution with continuity correction (Edwards 1948), which older
/// texts state; 1 where as many rows are right by either alone.</param>
/// <remarks>Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages"
/// (1947).</remarks>
public sealed record McNemar(double Difference, double Low, double High, double P, double CorrectedP)
{
    /// <summary>Of rows that one alone has right.</summary>
    /// <param name="first">Rows that only the first has right; 0 or more.</param>
    /// <param name="second">Rows that only the second has right; 0 or more.</param>
    /// <param name="rows">All rows, at least 1 and as many as these two.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static McNemar Of(int first, int second, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, Math.Max(1, (long)first + second));
        var difference = (double)(first - second) / rows;
        var deviation = Math.Sqrt((double)first + second - (double)(first - second) * (first - second) / rows) / rows;
        var half = StandardNormal.TwoSided(0.95) * deviation;
        var corrected = first == second ? 1
            : StandardNormal.Outside((Math.Abs(first - second) - 1) / Math.Sqrt((double)first + second));
        return new(difference, difference - half, difference + half, Exact(Math.Min(first, second), first + second),
            corrected);
    }

    // Twice the probability of at most so many of n, each as likely as not; 1 at most.
    private static double Exact(int few, int n)
    {
        var (logarithm, sum) = (-n * Math.Log(2), 0.0);
        for (var k = 0; k <= few; k++)
        {
            if (k > 0) logarithm += Math.Log((double)(n - k + 1) / k);
            sum += Math.Exp(logarithm);
        }
        return Math.Min(1, 2 * sum);
    }
}
