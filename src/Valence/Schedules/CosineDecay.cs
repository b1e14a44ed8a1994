namespace Valence.Schedules;

/// <summary>A rate that falls along half a cosine wave, optionally after a linear rise.
/// <see href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter, 2016</see>.</summary>
/// <param name="initialLearningRate">The rate at the start.</param>
/// <param name="decaySteps">How many steps the fall takes; at least 1.</param>
/// <param name="alpha">The share of the highest rate that remains at the end.</param>
/// <param name="warmupTarget">The rate that the rise leads to and the fall begins with; null for no rise.</param>
/// <param name="warmupSteps">How many steps the rise takes, before the fall.</param>
public sealed class CosineDecay(double initialLearningRate, int decaySteps, double alpha = 0,
    double? warmupTarget = null, int warmupSteps = 0) : Schedule
{
    /// <summary>The rate at the start.</summary>
    public double InitialLearningRate { get; } = initialLearningRate;

    /// <summary>How many steps the fall takes.</summary>
    public int DecaySteps { get; } = Require.AtLeast(1, decaySteps);

    /// <summary>The share of the highest rate that remains at the end.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>The rate that the rise leads to, or null for no rise.</summary>
    public double? WarmupTarget { get; } = warmupTarget;

    /// <summary>How many steps the rise takes.</summary>
    public int WarmupSteps { get; } = Require.AtLeast(0, warmupSteps);

    /// <inheritdoc/>
    public override float At(long step)
    {
        if ((float?)WarmupTarget is not { } top) return Falling(Math.Min(step, DecaySteps), (float)InitialLearningRate);
        step = Math.Min(step, (long)DecaySteps + WarmupSteps);
        return step < WarmupSteps
            ? (top - (float)InitialLearningRate) * ((float)step / WarmupSteps) + (float)InitialLearningRate
            : Falling(step - WarmupSteps, top);
    }

    private float Falling(long step, float from)
    {
        var wave = 0.5f * (1 + MathF.Cos(MathF.PI * ((float)step / DecaySteps)));
        return from * ((1 - (float)Alpha) * wave + (float)Alpha);
    }
}
