namespace Valence.Schedules;

/// <summary>A rate that falls to an end value along a power: <c>(initial − end) (1 − step / decaySteps)^power +
/// end</c>.</summary>
/// <param name="initialLearningRate">The rate at the start.</param>
/// <param name="decaySteps">After how many steps the end value is reached; at least 1.</param>
/// <param name="endLearningRate">The end value.</param>
/// <param name="power">The power; 1 is a straight line.</param>
/// <param name="cycle">Whether, beyond <paramref name="decaySteps"/>, the rate jumps up and falls again over a multiple
/// of that time.</param>
public sealed class PolynomialDecay(double initialLearningRate, int decaySteps, double endLearningRate = 0.0001,
    double power = 1, bool cycle = false) : Schedule
{
    /// <summary>The rate at the start.</summary>
    public double InitialLearningRate { get; } = initialLearningRate;

    /// <summary>After how many steps the end value is reached.</summary>
    public int DecaySteps { get; } = Require.AtLeast(1, decaySteps);

    /// <summary>The end value.</summary>
    public double EndLearningRate { get; } = endLearningRate;

    /// <summary>The power.</summary>
    public double Power { get; } = power;

    /// <summary>Whether the rate jumps up and falls again.</summary>
    public bool Cycle { get; } = cycle;

    /// <inheritdoc/>
    public override float At(long step)
    {
        var (at, until) = ((float)step, (float)DecaySteps);
        if (!Cycle) at = MathF.Min(at, until);
        else if (step > 0) until *= MathF.Ceiling(at / until);
        var (from, to) = ((float)InitialLearningRate, (float)EndLearningRate);
        return (from - to) * MathF.Pow(1 - at / until, (float)Power) + to;
    }
}
