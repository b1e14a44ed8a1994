using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>
/// Adam's formula: moving means of gradients and of their squares, <c>m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 −
/// β₂),
/// w ← w − m · lr √(1 − β₂ᵗ) / (1 − β₁ᵗ) / (√v + ε)</c>. As in Keras, ε is added after the correction of v.
/// <see href="https://arxiv.org/abs/1412.6980">Kingma and Ba, 2014</see>.
/// </summary>
public abstract class AdaptiveMoments : Optimizer
{
    private protected AdaptiveMoments(LearningRate learningRate, double beta1, double beta2, double epsilon,
        bool amsgrad) : base(learningRate)
    {
        (Beta1, Beta2, Epsilon, Amsgrad) = (beta1, beta2, epsilon, amsgrad);
        Slots = amsgrad ? [new("momentum"), new("velocity"), new("velocity_hat", Apart: true)]
            : [new("momentum"), new("velocity")];
    }

    /// <summary>How much of the mean gradient so far is kept.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the mean square so far is kept.</summary>
    public double Beta2 { get; }

    /// <summary>What keeps the divisor from 0.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the greatest mean square so far is used.
    /// <see href="https://openreview.net/forum?id=ryQu7f-RZ">Reddi et al., 2018</see>.</summary>
    public bool Amsgrad { get; }

    // A step is about as long as the rate, whatever the gradient.
    internal override float GreatestUsualRate => 1;

    /// <inheritdoc/>
    protected internal sealed override IReadOnlyList<Slot> Slots { get; }

    // 0 · α / (√0 + ε) is 0 unless one of them is extraordinary.
    internal sealed override bool RestsAtZero(ReadOnlySpan<float> numbers) =>
        numbers[0] >= 0 && float.IsFinite(numbers[0]) && (float)Epsilon > 0
            && float.IsFinite((float)Beta1) && float.IsFinite((float)Beta2);

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("beta1", Beta1, 0, 1), ("beta2", Beta2, 0, 1), ("epsilon", Epsilon, 0, double.MaxValue)];

    /// <inheritdoc/>
    protected internal sealed override void Prepare(StepState step, Span<float> numbers) =>
        numbers[0] = step.LearningRate * MathF.Sqrt(1 - step.Power(Beta2)) / (1 - step.Power(Beta1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected sealed override void Update(Chunk chunk)
    {
        var w = chunk.WeightLanes;
        var g = chunk.GradientLanes[..w.Length];
        var m = chunk.SlotLanes(0)[..w.Length];
        var v = chunk.SlotLanes(1)[..w.Length];
        var greatest = chunk.SlotLanes(2);
        var (alpha, epsilon) = (new Vector<float>(chunk.Numbers[0]), new Vector<float>((float)Epsilon));
        var least = new Vector<float>(Decaying.Least(Epsilon));
        var (rest1, rest2) = (new Vector<float>((float)(1 - Beta1)), new Vector<float>((float)(1 - Beta2)));
        for (var i = 0; i < w.Length; i++)
        {
            var (gradient, mean, square) = (g[i], m[i], v[i]);
            m[i] = mean = Follow(mean, gradient, rest1, least);
            v[i] = square = Follow(square, gradient * gradient, rest2, least);
            if (Amsgrad) square = greatest[i] = Vector.Max(greatest[i], square);
            w[i] = Step(w[i], mean, square, alpha, epsilon);
        }
    }

    // Every step waits for the one before: two vectors at a time hide that.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal sealed override void CatchUp(Chunk chunk, ReadOnlySpan<float> numbers)
    {
        var w = chunk.WeightLanes;
        var m = chunk.SlotLanes(0)[..w.Length];
        var v = chunk.SlotLanes(1)[..w.Length];
        var greatest = Amsgrad ? chunk.SlotLanes(2)[..w.Length] : v;
        var (epsilon, least) = (new Vector<float>((float)Epsilon), new Vector<float>(Decaying.Least(Epsilon)));
        var (rest1, rest2) = (new Vector<float>((float)(1 - Beta1)), new Vector<float>((float)(1 - Beta2)));
        for (var i = 0; i < w.Length; i += 2)
        {
            var j = Math.Min(i + 1, w.Length - 1);
            var (w0, m0, v0, greatest0) = (w[i], m[i], v[i], greatest[i]);
            var (w1, m1, v1, greatest1) = (w[j], m[j], v[j], greatest[j]);
            for (var at = 0; at < numbers.Length; at += OptimizerStep.FormulaNumbers)
            {
                var alpha = new Vector<float>(numbers[at]);
                m0 = Follow(m0, Vector<float>.Zero, rest1, least);
                m1 = Follow(m1, Vector<float>.Zero, rest1, least);
                v0 = Follow(v0, Vector<float>.Zero, rest2, least);
                v1 = Follow(v1, Vector<float>.Zero, rest2, least);
                greatest0 = Amsgrad ? Vector.Max(greatest0, v0) : v0;
                greatest1 = Amsgrad ? Vector.Max(greatest1, v1) : v1;
                w0 = Step(w0, m0, greatest0, alpha, epsilon);
                w1 = Step(w1, m1, greatest1, alpha, epsilon);
            }
            (w[j], m[j], v[j]) = (w1, m1, v1);
            (w[i], m[i], v[i]) = (w0, m0, v0);
            if (Amsgrad) (greatest[i], greatest[j]) = (greatest0, greatest1);
        }
    }

    // Both ways of taking a step go through these two, and so give the same bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Follow(Vector<float> mean, Vector<float> value, Vector<float> rest,
        Vector<float> least) => Decaying.Kept(mean + (value - mean) * rest, least);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Step(Vector<float> w, Vector<float> mean, Vector<float> square, Vector<float> alpha,
        Vector<float> epsilon) =>
        w - mean * alpha / (Vector.SquareRoot(square) + epsilon);
}
