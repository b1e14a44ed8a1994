using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>Adam whose step for each weight is as long as the weight is, for large batches.
/// <see href="https://arxiv.org/abs/1904.00962">You et al., 2019</see>.</summary>
/// <param name="learningRate">The learning rate; 0.001 where null.</param>
/// <param name="beta1">How much of the mean gradient so far is kept.</param>
/// <param name="beta2">How much of the mean square so far is kept.</param>
/// <param name="epsilon">What keeps the divisor from 0.</param>
public sealed class Lamb(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999,
    double epsilon = 1e-7) : Optimizer(learningRate ?? 0.001f)
{
    /// <summary>How much of the mean gradient so far is kept.</summary>
    public double Beta1 { get; } = beta1;

    /// <summary>How much of the mean square so far is kept.</summary>
    public double Beta2 { get; } = beta2;

    /// <summary>What keeps the divisor from 0.</summary>
    public double Epsilon { get; } = epsilon;

    // A step is about as long as the rate, whatever the gradient.
    internal override float GreatestUsualRate => 1;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots { get; } = [new("momentum"), new("velocity")];

    /// <inheritdoc/>
    protected internal override bool UpdatesWholeWeights => true;

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("beta1", Beta1, 0, 1), ("beta2", Beta2, 0, 1), ("epsilon", Epsilon, 0, double.MaxValue)];

    /// <inheritdoc/>
    protected internal override void Prepare(StepState step, Span<float> numbers) =>
        (numbers[0], numbers[1], numbers[2]) = (step.LearningRate, 1 - step.Power(Beta1), 1 - step.Power(Beta2));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var w = chunk.Weight;
        var g = chunk.Gradient;
        var m = chunk.Slot(0);
        var v = chunk.Slot(1);
        var (rate, correction1, correction2) = (chunk.Numbers[0], chunk.Numbers[1], chunk.Numbers[2]);
        var (least, weights, changes) = (Decaying.Least(Epsilon), 0.0, 0.0);
        for (var i = 0; i < w.Length; i++)
        {
            m[i] = Decaying.Kept(m[i] + (g[i] - m[i]) * (float)(1 - Beta1), least);
            v[i] = Decaying.Kept(v[i] + (g[i] * g[i] - v[i]) * (float)(1 - Beta2), least);
            var change = Change(m[i], v[i], correction1, correction2);
            weights += (double)w[i] * w[i];
            changes += (double)change * change;
        }
        var ratio = weights > 0 && changes > 0 ? (float)Math.Sqrt(weights) / (float)Math.Sqrt(changes) : 1;
        for (var i = 0; i < w.Length; i++)
            w[i] -= ratio * rate * Change(m[i], v[i], correction1, correction2);
    }

    private float Change(float m, float v, float correction1, float correction2) =>
        m / correction1 / (MathF.Sqrt(v / correction2) + (float)Epsilon);
}
