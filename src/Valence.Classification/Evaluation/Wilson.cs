namespace Valence.Classification;

/// <summary>Wilson's score interval for a proportion, which stays within [0, 1] and is trustworthy for few trials and
/// for proportions near 0 and 1.</summary>
/// <remarks>E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927); without
/// continuity correction.</remarks>
public static class Wilson
{
    /// <summary>The interval for the proportion of which <paramref name="successes"/> in <paramref name="trials"/> were
    /// seen.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="confidence">How often such intervals cover the true proportion; above 0 and at most
    /// 0.999999.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static ConfidenceInterval Interval(long successes, long trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        return Within(StandardNormal.TwoSided(confidence), successes, trials);
    }

    /// <summary>The same by the z of the confidence (<see cref="StandardNormal.TwoSided"/>), where many are
    /// asked for.</summary>
    internal static ConfidenceInterval Within(double z, long successes, long trials)
    {
        double n = trials, p = successes / n, q = (trials - successes) / n;
        var shrink = 1 + z * z / n;
        var middle = (p + z * z / (2 * n)) / shrink;
        var half = z / shrink * Math.Sqrt(p * q / n + z * z / (4 * n * n));
        return new(successes == 0 ? 0 : middle - half, successes == trials ? 1 : middle + half);
    }
}
