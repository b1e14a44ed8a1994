namespace Valence.Schedules;

/// <summary>A rate that falls as one over time: <c>initial / (1 + rate · step / decaySteps)</c>.</summary>
/// <param name="initialLearningRate">The rate at the start.</param>
/// <param name="decaySteps">The unit of time; at least 1.</param>
/// <param name="decayRate">How fast it falls.</param>
/// <param name="staircase">Whether it changes only every <paramref name="decaySteps"/> steps.</param>
public sealed class InverseTimeDecay(double initialLearningRate, int decaySteps, double decayRate,
    bool staircase = false)
    : Schedule
{
    /// <summary>The rate at the start.</summary>
    public double InitialLearningRate { get; } = initialLearningRate;

    /// <summary>The unit of time.</summary>
    public int DecaySteps { get; } = Require.AtLeast(1, decaySteps);

    /// <summary>How fast the rate falls.</summary>
    public double DecayRate { get; } = decayRate;

    /// <summary>Whether the rate changes only every <see cref="DecaySteps"/> steps.</summary>
    public bool Staircase { get; } = staircase;

    /// <inheritdoc/>
    public override float At(long step)
    {
        var times = (float)step / DecaySteps;
        return (float)InitialLearningRate / (1 + (float)DecayRate * (Staircase ? MathF.Floor(times) : times));
    }
}
