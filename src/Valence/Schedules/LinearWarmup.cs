namespace Valence.Schedules;

/// <summary>A rate that rises in a straight line to where another schedule begins, and then follows that
/// one.</summary>
/// <remarks>With <see cref="PolynomialDecay"/> to 0 it is the schedule that BERT is trained by (Devlin et al., 2018).
/// Keras has none of its own; its files hold this one under <c>valence&gt;LinearWarmup</c>.</remarks>
/// <param name="after">The schedule that is followed; its first step is the one after the rise.</param>
/// <param name="warmupSteps">How many steps the rise takes; at least 1.</param>
/// <param name="initialLearningRate">The rate at the start.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="warmupSteps"/> is below 1.</exception>
public sealed class LinearWarmup(Schedule after, int warmupSteps, double initialLearningRate = 0) : Schedule
{
    /// <summary>The schedule that is followed after the rise.</summary>
    public Schedule After { get; } = Require.NotNull(after);

    /// <summary>How many steps the rise takes.</summary>
    public int WarmupSteps { get; } = Require.AtLeast(1, warmupSteps);

    /// <summary>The rate at the start.</summary>
    public double InitialLearningRate { get; } = initialLearningRate;

    /// <inheritdoc/>
    public override float At(long step)
    {
        if (step >= WarmupSteps) return After.At(step - WarmupSteps);
        var from = (float)InitialLearningRate;
        return (After.At(0) - from) * ((float)step / WarmupSteps) + from;
    }
}
