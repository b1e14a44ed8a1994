namespace Valence.Classification;

/// <summary>The normal distribution with mean 0 and standard deviation 1.</summary>
internal static class StandardNormal
{
    // From 2 on as many give all digits.
    private const int TermsOfFraction = 200;

    /// <summary>The z for which a normal number is within ±z with probability <paramref name="confidence"/>: 1.96 for
    /// 0.95.</summary>
    /// <param name="confidence">Above 0 and at most 0.999999.</param>
    public static double TwoSided(double confidence)
    {
        Require(confidence);
        // The probability is concave in z > 0, so Newton's steps from 0 approach the root from below and never leave it
        // behind.
        var z = 0.0;
        for (var step = double.MaxValue; step > 1e-15 * z;)
        {
            var density = Math.Exp(-z * z / 2) * Math.Sqrt(2 / Math.PI);
            step = (confidence - Within(z, density)) / density;
            z += step;
        }
        return z;
    }

    /// <summary>The probability of a normal number outside ±z, for z of 0 or more; exact also where it is
    /// tiny.</summary>
    /// <remarks>Beyond 2 Laplace's continued fraction: Abramowitz and Stegun, 26.2.14.</remarks>
    public static double Outside(double z)
    {
        var density = Math.Exp(-z * z / 2) * Math.Sqrt(2 / Math.PI);
        if (z < 2) return 1 - Within(z, density);
        var fraction = z;
        for (var k = TermsOfFraction; k >= 1; k--) fraction = z + k / fraction;
        return density / fraction;
    }

    /// <summary>Refuses a confidence that no interval is computed for.</summary>
    public static double Require(double confidence) =>
        confidence is > 0 and <= 0.999999 ? confidence
            : throw new ArgumentOutOfRangeException(
                nameof(confidence), confidence, "Expected a confidence above 0 and at most 0.999999, such as 0.95.");

    // The probability of ±z as density · (z + z³/3 + z⁵/(3·5) + …), all terms positive, so nothing cancels.
    private static double Within(double z, double density)
    {
        double sum = 0, term = z;
        for (var odd = 3; sum + term != sum; odd += 2)
        {
            sum += term;
            term *= z * z / odd;
        }
        return density * sum;
    }
}
