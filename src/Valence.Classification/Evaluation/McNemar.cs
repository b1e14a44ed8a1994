namespace Valence.Classification;

/// <summary>Whether one of two classifiers has more of the same rows right (McNemar 1947), by the exact binomial
/// test.</summary>
/// <param name="Difference">How much larger the first one's share of right rows is.</param>
/// <param name="Low">The lower end of its 95 % interval (Wald).</param>
/// <param name="High">The upper end.</param>
/// <param name="P">How likely a difference as large would be if both were alike; 1 where they never differ.</param>
internal sealed record McNemar(double Difference, double Low, double High, double P)
{
    /// <summary>Of rows that one alone has right.</summary>
    /// <param name="first">Rows that only the first has right.</param>
    /// <param name="second">Rows that only the second has right.</param>
    /// <param name="rows">All rows, at least 1.</param>
    public static McNemar Of(int first, int second, int rows)
    {
        var difference = (double)(first - second) / rows;
        var deviation = Math.Sqrt(first + second - (double)(first - second) * (first - second) / rows) / rows;
        var half = StandardNormal.TwoSided(0.95) * deviation;
        return new(difference, difference - half, difference + half, PValue(Math.Min(first, second), first + second));
    }

    // Twice the probability of at most so many of n, each as likely as not; 1 at most.
    private static double PValue(int few, int n)
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
