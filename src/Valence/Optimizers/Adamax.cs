using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>Adam with the greatest recent gradient in place of the mean square: <c>m ← m + (g − m)(1 − β₁), u ← max(β₂
/// u, |g|), w ← w − lr · m / ((1 − β₁ᵗ)(u + ε))</c>. <see href="https://arxiv.org/abs/1412.6980">Kingma and Ba,
/// 2014</see>.</summary>
/// <param name="learningRate">The learning rate; 0.001 where null.</param>
/// <param name="beta1">How much of the mean gradient so far is kept.</param>
/// <param name="beta2">How much of the greatest gradient so far is kept.</param>
/// <param name="epsilon">What keeps the divisor from 0.</param>
public sealed class Adamax(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999,
    double epsilon = 1e-7) : Optimizer(learningRate ?? 0.001f)
{
    /// <summary>How much of the mean gradient so far is kept.</summary>
    public double Beta1 { get; } = beta1;

    /// <summary>How much of the greatest gradient so far is kept.</summary>
    public double Beta2 { get; } = beta2;

    /// <summary>What keeps the divisor from 0.</summary>
    public double Epsilon { get; } = epsilon;

    // A step is about as long as the rate, whatever the gradient.
    internal override float GreatestUsualRate => 1;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots { get; } = [new("momentum"), new("norm")];

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("beta1", Beta1, 0, 1), ("beta2", Beta2, 0, 1), ("epsilon", Epsilon, 0, double.MaxValue)];

    /// <inheritdoc/>
    protected internal override void Prepare(StepState step, Span<float> numbers) =>
        (numbers[0], numbers[1]) = (step.LearningRate, 1 - step.Power(Beta1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var w = chunk.WeightLanes;
        var g = chunk.GradientLanes;
        var m = chunk.SlotLanes(0);
        var u = chunk.SlotLanes(1);
        var (rate, correction, epsilon) = (new Vector<float>(chunk.Numbers[0]), new Vector<float>(chunk.Numbers[1]),
            new Vector<float>((float)Epsilon));
        var (rest, kept) = (new Vector<float>((float)(1 - Beta1)), new Vector<float>((float)Beta2));
        var least = new Vector<float>(Decaying.Least(Epsilon));
        for (var i = 0; i < w.Length; i++)
        {
            m[i] = Decaying.Kept(m[i] + (g[i] - m[i]) * rest, least);
            u[i] = Decaying.Kept(Vector.Max(kept * u[i], Vector.Abs(g[i])), least);
            w[i] -= rate * m[i] / (correction * (u[i] + epsilon));
        }
    }
}
