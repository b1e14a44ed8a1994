namespace Valence.Classification;

/// <summary>Whether counts of the same kinds in two samples may come from one distribution: Pearson's test of
/// homogeneity.</summary>
/// <param name="Statistic">Σ (count − expected)² / expected over both samples; at least 0.</param>
/// <param name="DegreesOfFreedom">Kinds less one; 0 where there is nothing to compare.</param>
/// <param name="P">How likely a statistic as large is if both are of one distribution; 1 where there is nothing to
/// compare.</param>
/// <remarks>K. Pearson, "On the criterion that a given system of deviations …" (1900). It holds where five or more of
/// each kind are expected in each sample: rarer kinds count as one.</remarks>
internal sealed record ChiSquared(double Statistic, int DegreesOfFreedom, double P)
{
    private const double FewestExpected = 5;
    private const double Precision = 1e-15, Tiny = 1e-300;
    private const int MostSteps = 100_000;

    /// <summary>Compares counts.</summary>
    /// <param name="first">How many of each kind one sample has.</param>
    /// <param name="second">The same of the other, in the same order.</param>
    public static ChiSquared Of(IReadOnlyList<long> first, IReadOnlyList<long> second)
    {
        var (all, others) = (first.Sum(), second.Sum());
        if (all == 0 || others == 0) return new(0, 0, 1);
        var smaller = (double)Math.Min(all, others) / (all + others);
        var kinds = new List<(long First, long Second)>();
        (long First, long Second) rare = (0, 0);
        foreach (var pair in first.Zip(second))
            if ((pair.First + pair.Second) * smaller >= FewestExpected) kinds.Add(pair);
            else rare = (rare.First + pair.First, rare.Second + pair.Second);
        if (rare.First + rare.Second > 0) kinds.Add(rare);
        var statistic = 0.0;
        foreach (var (one, other) in kinds)
        {
            var expected = (double)(one + other) * all / (all + others);
            var difference = one - expected;
            // The other sample's differs by as much.
            statistic += difference * difference / expected + difference * difference / (one + other - expected);
        }
        return new(statistic, kinds.Count - 1,
            kinds.Count < 2 ? 1 : UpperGamma((kinds.Count - 1) / 2.0, statistic / 2));
    }

    /// <summary>The regularized upper incomplete gamma function Q(a, x): by the series of P where x is small, else by
    /// Lentz's continued fraction (Abramowitz and Stegun 6.5.29 and 6.5.31).</summary>
    internal static double UpperGamma(double a, double x)
    {
        if (x <= 0) return 1;
        var factor = Math.Exp(a * Math.Log(x) - x - BetaDistribution.LogGamma(a));
        if (x < a + 1)
        {
            var (term, sum) = (1 / a, 1 / a);
            for (var n = 1; n < MostSteps && term > Precision * sum; n++) sum += term *= x / (a + n);
            return 1 - factor * sum;
        }
        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var fraction = d;
        for (var n = 1; n < MostSteps; n++)
        {
            var step = -n * (n - a);
            b += 2;
            d = 1 / NotZero(step * d + b);
            c = NotZero(b + step / c);
            fraction *= d * c;
            if (Math.Abs(d * c - 1) < Precision) break;
        }
        return factor * fraction;

        static double NotZero(double number) => Math.Abs(number) < Tiny ? Tiny : number;
    }
}
