namespace Valence.Schedules;

/// <summary>A rate that is multiplied again and again: <c>initial · rate^(step / decaySteps)</c>.</summary>
/// <param name="initialLearningRate">The rate at the start.</param>
/// <param name="decaySteps">After how many steps it has been multiplied once; at least 1.</param>
/// <param name="decayRate">The factor.</param>
/// <param name="staircase">Whether it changes only every <paramref name="decaySteps"/> steps.</param>
public sealed class ExponentialDecay(double initialLearningRate, int decaySteps, double decayRate,
    bool staircase = false)
    : Schedule
{
    /// <summary>The rate at the start.</summary>
    public double InitialLearningRate { get; } = initialLearningRate;

    /// <summary>After how many steps the rate has been multiplied once.</summary>
    public int DecaySteps { get; } = Require.AtLeast(1, decaySteps);

    /// <summary>The factor.</summary>
    public double DecayRate { get; } = decayRate;

    /// <summary>Whether the rate changes only every <see cref="DecaySteps"/> steps.</summary>
    public bool Staircase { get; } = staircase;

    /// <inheritdoc/>
    public override float At(long step)
    {
        var times = (float)step / DecaySteps;
        return (float)InitialLearningRate * MathF.Pow((float)DecayRate, Staircase ? MathF.Floor(times) : times);
    }
}
