using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>Divides gradients by the root of all their squares so far: <c>a ← a + g², w ← w − lr · g / √(a + ε)</c>.
/// <see href="https://jmlr.org/papers/v12/duchi11a.html">Duchi et al., 2011</see>.</summary>
/// <param name="learningRate">The learning rate; 0.001 where null.</param>
/// <param name="initialAccumulatorValue">The squares before the first step; not negative.</param>
/// <param name="epsilon">What keeps the root from 0.</param>
public sealed class Adagrad(LearningRate? learningRate = null, double initialAccumulatorValue = 0.1,
    double epsilon = 1e-7) : Optimizer(learningRate ?? 0.001f)
{
    /// <summary>The squares before the first step.</summary>
    public double InitialAccumulatorValue { get; } = Require.Between(0, float.MaxValue, initialAccumulatorValue);

    /// <summary>What keeps the root from 0.</summary>
    public double Epsilon { get; } = epsilon;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots
    {
        get;
    } = [new("accumulator", (float)initialAccumulatorValue)];

    /// <inheritdoc/>
    protected internal override bool IgnoresZeroGradients => (float)Epsilon > 0;

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("epsilon", Epsilon, 0, double.MaxValue)];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var w = chunk.WeightLanes;
        var g = chunk.GradientLanes;
        var sum = chunk.SlotLanes(0);
        var (rate, epsilon) = (new Vector<float>(chunk.Numbers[0]), new Vector<float>((float)Epsilon));
        for (var i = 0; i < w.Length; i++)
        {
            sum[i] += g[i] * g[i];
            w[i] -= rate * g[i] / Vector.SquareRoot(sum[i] + epsilon);
        }
    }
}
