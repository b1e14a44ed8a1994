namespace Valence.Classification;

/// <summary>The distribution of the k-th smallest of n numbers drawn evenly from 0 to 1, which gives binomial tails
/// too.</summary>
/// <remarks>NIST Digital Library of Mathematical Functions, 5.11.1 (Stirling's series), 8.17.22 (continued fraction),
/// which Lentz's method evaluates.</remarks>
internal static class BetaDistribution
{
    private const double Tiny = 1e-300;

    // Stirling's series has its full precision from here on.
    private const double Large = 15;

    private static readonly double[] Stirling =
        [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    /// <summary>The probability of a number up to <paramref name="x"/>: the regularized incomplete beta function
    /// I_x(a, b).</summary>
    /// <param name="x">From 0 to 1.</param>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    public static double Cumulative(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        // The fraction converges fast below the mean; above it the other tail is there.
        return x > (a + 1) / (a + b + 2) ? 1 - Lower(1 - x, b, a) : Lower(x, a, b);
    }

    /// <summary>The number up to which another is with this probability.</summary>
    /// <param name="probability">Between 0 and 1.</param>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    public static double Quantile(double probability, double a, double b)
    {
        var (low, high) = (0.0, 1.0);
        // Halved until no number lies between.
        for (var x = 0.5; x > low && x < high; x = low + (high - low) / 2)
            if (Cumulative(x, a, b) < probability) low = x;
            else high = x;
        return high;
    }

    /// <summary>The logarithm of the gamma function, for numbers above 0.</summary>
    public static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < Large; x++) shift += Math.Log(x);
        double sum = 0, power = x;
        foreach (var term in Stirling)
        {
            sum += term / power;
            power *= x * x;
        }
        return (x - 0.5) * Math.Log(x) - x + Math.Log(2 * Math.PI) / 2 + sum - shift;
    }

    private static double Lower(double x, double a, double b)
    {
        var factor = Math.Exp(a * Math.Log(x) + b * Math.Log(1 - x) + LogGamma(a + b) - LogGamma(a) - LogGamma(b)) / a;
        double c = 1, d = 1 / Away(1 - (a + b) * x / (a + 1)), value = d;
        for (var m = 1; ; m++)
        {
            Step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
            var before = value;
            Step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)));
            if (Math.Abs(value - before) <= 1e-16 * Math.Abs(value)) return factor * value;
        }

        void Step(double numerator)
        {
            d = 1 / Away(1 + numerator * d);
            c = Away(1 + numerator / c);
            value *= c * d;
        }

        static double Away(double denominator) => Math.Abs(denominator) < Tiny ? Tiny : denominator;
    }
}
