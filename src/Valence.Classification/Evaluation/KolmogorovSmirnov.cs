namespace Valence.Classification;

/// <summary>Whether two samples may come from one distribution: the two-sided test of Kolmogorov and
/// Smirnov.</summary>
/// <param name="Statistic">The largest distance of the shares of both samples up to the same number; 0 to 1.</param>
/// <param name="P">How likely a distance as large would be if both were of one distribution without ties; with ties it
/// is likelier said than it is.</param>
/// <remarks>J. L. Hodges, "The significance probability of the Smirnov two-sample test" (1958). Of samples whose sizes
/// have a product above 100 million, the limit for large ones: N. Smirnov, "Table for estimating the goodness of fit of
/// empirical distributions" (1948).</remarks>
public sealed record KolmogorovSmirnov(double Statistic, double P)
{
    private const long MostExact = 100_000_000;

    // Of the two series of the limit, either is short on one side of it.
    private const double Middle = 1;

    /// <summary>Compares samples.</summary>
    /// <param name="first">At least one number; none is NaN.</param>
    /// <param name="second">At least one number; none is NaN.</param>
    /// <exception cref="ArgumentException">A sample is empty or has NaN.</exception>
    public static KolmogorovSmirnov Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var (a, b) = (Sorted(first, nameof(first)), Sorted(second, nameof(second)));
        // In whole numbers of 1 / (n · m), so that equal distances are equal.
        long largest = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            var at = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] == at) i++;
            while (j < b.Length && b[j] == at) j++;
            largest = Math.Max(largest, Math.Abs((long)i * b.Length - (long)j * a.Length));
        }
        var all = (long)a.Length * b.Length;
        return new((double)largest / all, all <= MostExact ? Exact(a.Length, b.Length, largest)
            : Limit(Math.Sqrt(a.Length / ((double)a.Length + b.Length) * b.Length) * largest / all));
    }

    /// <summary>How likely samples of n and m numbers come so far apart, in units of 1 / (n · m).</summary>
    internal static double Exact(int n, int m, long distance)
    {
        // Of all orders of i numbers of one sample and j of the other, which are equally likely, the part in which the
        // shares come as far apart at some place. The last number of an order is of the first sample in i of i + j.
        var part = new double[m + 1];
        for (var i = 0; i <= n; i++)
            for (var j = 0; j <= m; j++)
            {
                if (Math.Abs((long)i * m - (long)j * n) >= distance) part[j] = 1;
                else if (i == 0) part[j] = j == 0 ? 0 : part[j - 1];
                else if (j > 0) part[j] = (i * part[j] + j * part[j - 1]) / (i + j);
            }
        return part[m];
    }

    /// <summary>The same of large samples, where √(n m / (n + m)) times the distance is z.</summary>
    internal static double Limit(double z)
    {
        if (z == 0) return 1;
        var sum = 0.0;
        if (z < Middle)
        {
            for (var k = 1; k <= 20; k++)
                sum += Math.Exp(-(2 * k - 1) * (2 * k - 1) * Math.PI * Math.PI / (8 * z * z));
            return 1 - Math.Sqrt(2 * Math.PI) / z * sum;
        }
        for (var k = 20; k >= 1; k--) sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * z * z);
        return sum;
    }

    private static double[] Sorted(ReadOnlySpan<double> sample, string name)
    {
        if (sample.IsEmpty) throw new ArgumentException("Expected at least one number, received none.", name);
        var sorted = sample.ToArray();
        Array.Sort(sorted);
        return double.IsNaN(sorted[0]) ? throw new ArgumentException("Expected numbers, received NaN.", name) : sorted;
    }
}
