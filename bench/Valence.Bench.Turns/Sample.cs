namespace Valence.Bench.Turns;

/// <summary>What a sample of measurements says.</summary>
internal static class Sample
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Where the true median is with 95 % confidence; the extremes of fewer than six values, which cannot be
    /// that sure.</summary>
    public static (double Low, double High) Interval(IEnumerable<double> values)
    {
        // The true median is below the k-th smallest of n with the probability that fewer than k of n coins fall heads:
        // the largest k for which that is at most 2.5 %.
        double[] sorted = [.. values.Order()];
        var n = sorted.Length;
        var (k, ways, below) = (0, 1.0, 0.0);
        while ((below += ways / Math.Pow(2, n)) <= 0.025)
        {
            k++;
            ways *= (n - k + 1.0) / k;
        }
        k = Math.Max(1, k);
        return (sorted[k - 1], sorted[n - k]);
    }

    /// <summary>Three digits, or all before the point.</summary>
    public static string Figure(double x) => x.ToString(x < 100 ? "G3" : "F0");
}
