namespace Valence.Classification;

/// <summary>The exact interval for a proportion, which covers it at least as often as stated; wider than
/// <see cref="Wilson"/>'s, which covers it so often on average.</summary>
/// <remarks>C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
/// binomial" (1934).</remarks>
public static class ClopperPearson
{
    /// <summary>The interval for the proportion of which <paramref name="successes"/> in <paramref name="trials"/> were
    /// seen: outside it, so many or more, or so few or fewer, would be seen with a probability of at most
    /// <c>(1 − confidence) / 2</c>.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="confidence">How often such intervals cover the true proportion at least; above 0 and at most
    /// 0.999999.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static ConfidenceInterval Interval(long successes, long trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        var tail = (1 - StandardNormal.Require(confidence)) / 2;
        double seen = successes, missed = trials - successes;
        return new(successes == 0 ? 0 : BetaDistribution.Quantile(tail, seen, missed + 1),
            successes == trials ? 1 : BetaDistribution.Quantile(1 - tail, seen + 1, missed));
    }
}
