using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>Adam with Nesterov's momentum, whose strength <c>uₜ = β₁ (1 − ½ · 0.96ᵗ)</c> grows with the steps.
/// <see href="https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ">Dozat, 2016</see>.</summary>
public sealed class Nadam : Optimizer
{
    private const float Decay = 0.96f;

    /// <summary>The optimizer with Keras' defaults where nothing is given.</summary>
    /// <param name="learningRate">The learning rate; 0.001 where null.</param>
    /// <param name="beta1">How much of the mean gradient so far is kept.</param>
    /// <param name="beta2">How much of the mean square so far is kept.</param>
    /// <param name="epsilon">What keeps the divisor from 0.</param>
    public Nadam(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate ?? 0.001f) => (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);

    /// <summary>How much of the mean gradient so far is kept.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the mean square so far is kept.</summary>
    public double Beta2 { get; }

    /// <summary>What keeps the divisor from 0.</summary>
    public double Epsilon { get; }

    // A step is about as long as the rate, whatever the gradient.
    internal override float GreatestUsualRate => 1;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots { get; } = [new("momentum"), new("velocity")];

    /// <inheritdoc/>
    protected internal override IReadOnlyList<(string Name, float Initial)> ExtraVariables { get; } =
        [("u_product", 1)];

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("beta1", Beta1, 0, 1), ("beta2", Beta2, 0, 1), ("epsilon", Epsilon, 0, double.MaxValue)];

    /// <inheritdoc/>
    protected internal override void Prepare(StepState step, Span<float> numbers)
    {
        var now = (float)Beta1 * (1 - 0.5f * (float)Math.Pow(Decay, step.Step));
        var next = (float)Beta1 * (1 - 0.5f * (float)Math.Pow(Decay, step.Step + 1));
        var product = step.Extra[0] *= now;
        numbers[0] = step.LearningRate;
        numbers[1] = next / (1 - product * next);
        numbers[2] = (1 - now) / (1 - product);
        numbers[3] = 1 - step.Power(Beta2);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var w = chunk.WeightLanes;
        var g = chunk.GradientLanes;
        var m = chunk.SlotLanes(0);
        var v = chunk.SlotLanes(1);
        var (rate, ofMoment, ofGradient) = (new Vector<float>(chunk.Numbers[0]),
            new Vector<float>(chunk.Numbers[1]), new Vector<float>(chunk.Numbers[2]));
        var (correction, epsilon) = (new Vector<float>(chunk.Numbers[3]), new Vector<float>((float)Epsilon));
        var (rest1, rest2) = (new Vector<float>(1 - (float)Beta1), new Vector<float>(1 - (float)Beta2));
        var least = new Vector<float>(Decaying.Least(Epsilon));
        for (var i = 0; i < w.Length; i++)
        {
            m[i] = Decaying.Kept(m[i] + (g[i] - m[i]) * rest1, least);
            v[i] = Decaying.Kept(v[i] + (g[i] * g[i] - v[i]) * rest2, least);
            w[i] -= (ofMoment * m[i] + ofGradient * g[i]) * rate / (Vector.SquareRoot(v[i] / correction) + epsilon);
        }
    }
}
