using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>"Follow the regularized leader", for wide and sparse linear models.
/// <see href="https://research.google/pubs/pub41159/">McMahan et al., 2013</see>.</summary>
/// <param name="learningRate">The learning rate; 0.001 where null.</param>
/// <param name="learningRatePower">How fast the rate falls with the squares so far; at most 0, which keeps it.</param>
/// <param name="initialAccumulatorValue">The squares before the first step; not negative.</param>
/// <param name="l1">The strength of the absolute-value penalty, which makes weights exactly 0; not negative.</param>
/// <param name="l2">The strength of the square penalty; not negative.</param>
public sealed class Ftrl(LearningRate? learningRate = null, double learningRatePower = -0.5,
    double initialAccumulatorValue = 0.1, double l1 = 0, double l2 = 0) : Optimizer(learningRate ?? 0.001f)
{
    /// <summary>How fast the rate falls with the squares so far.</summary>
    public double LearningRatePower { get; } = Require.Between(float.MinValue, 0, learningRatePower);

    /// <summary>The squares before the first step.</summary>
    public double InitialAccumulatorValue { get; } = Require.Between(0, float.MaxValue, initialAccumulatorValue);

    /// <summary>The strength of the absolute-value penalty.</summary>
    public double L1RegularizationStrength { get; } = Require.Between(0, float.MaxValue, l1);

    /// <summary>The strength of the square penalty.</summary>
    public double L2RegularizationStrength { get; } = Require.Between(0, float.MaxValue, l2);

    /// <summary>The strength of a square penalty that is added to the gradient; not negative.</summary>
    public double L2ShrinkageRegularizationStrength { get; init; }

    /// <summary>The paper's β.</summary>
    public double Beta { get; init; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots
    {
        get;
    } = [new("accumulator", (float)initialAccumulatorValue), new("linear")];

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("L2 shrinkage", L2ShrinkageRegularizationStrength, 0, double.MaxValue), ("beta", Beta, 0, double.MaxValue)];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var w = chunk.Weight;
        var g = chunk.Gradient;
        var squares = chunk.Slot(0);
        var linear = chunk.Slot(1);
        var power = -(float)LearningRatePower;
        var (penalty, shrinkage) = ((float)L1RegularizationStrength, (float)L2ShrinkageRegularizationStrength);
        var stabilizer = 2 * ((float)L2RegularizationStrength + (float)Beta / (2 * chunk.Numbers[0]));
        for (var i = 0; i < w.Length; i++)
        {
            var shrunk = g[i] + 2 * shrinkage * w[i];
            var total = squares[i] + g[i] * g[i];
            var (before, after) = (MathF.Pow(squares[i], power), MathF.Pow(total, power));
            linear[i] += shrunk - (after - before) / chunk.Numbers[0] * w[i];
            var clipped = Math.Clamp(linear[i], -penalty, penalty);
            w[i] = (clipped - linear[i]) / (after / chunk.Numbers[0] + stabilizer);
            squares[i] = total;
        }
    }
}
