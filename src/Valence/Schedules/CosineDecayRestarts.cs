namespace Valence.Schedules;

/// <summary>A rate that falls along half a cosine wave again and again, each time longer and from another height.
/// <see href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter, 2016</see>.</summary>
/// <param name="initialLearningRate">The rate at the start.</param>
/// <param name="firstDecaySteps">How many steps the first fall takes; at least 1.</param>
/// <param name="tMul">How many times as long each fall is as the one before.</param>
/// <param name="mMul">How many times as high each fall begins as the one before.</param>
/// <param name="alpha">The share of the initial rate that remains at the end of a fall.</param>
public sealed class CosineDecayRestarts(double initialLearningRate, int firstDecaySteps, double tMul = 2,
    double mMul = 1, double alpha = 0) : Schedule
{
    /// <summary>The rate at the start.</summary>
    public double InitialLearningRate { get; } = initialLearningRate;

    /// <summary>How many steps the first fall takes.</summary>
    public int FirstDecaySteps { get; } = Require.AtLeast(1, firstDecaySteps);

    /// <summary>How many times as long each fall is as the one before.</summary>
    public double TMul { get; } = tMul;

    /// <summary>How many times as high each fall begins as the one before.</summary>
    public double MMul { get; } = mMul;

    /// <summary>The share of the initial rate that remains at the end of a fall.</summary>
    public double Alpha { get; } = alpha;

    /// <inheritdoc/>
    protected override string DefaultName => "SGDRDecay";

    /// <inheritdoc/>
    public override float At(long step)
    {
        var done = (float)step / FirstDecaySteps;
        float restarts;
        if (TMul == 1)
        {
            restarts = MathF.Floor(done);
            done -= restarts;
        }
        else
        {
            var longer = (float)TMul;
            restarts = MathF.Floor(MathF.Log(1 - done * (1 - longer)) / MathF.Log(longer));
            var length = MathF.Pow(longer, restarts);
            done = (done - (1 - length) / (1 - longer)) / length;
        }
        var wave = 0.5f * MathF.Pow((float)MMul, restarts) * (1 + MathF.Cos(MathF.PI * done));
        return (float)InitialLearningRate * ((1 - (float)Alpha) * wave + (float)Alpha);
    }
}
