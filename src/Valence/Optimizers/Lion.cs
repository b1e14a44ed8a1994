using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>Steps of one size in the direction of a mean gradient: <c>w ← w − lr · sign(β₁ m + (1 − β₁) g), m ← β₂ m +
/// (1 − β₂) g</c>. <see href="https://arxiv.org/abs/2302.06675">Chen et al., 2023</see>.</summary>
/// <param name="learningRate">The learning rate; 0.001 where null. A third to a tenth of Adam's usually fits.</param>
/// <param name="beta1">How much of the direction comes from earlier gradients; above 0 and at most 1.</param>
/// <param name="beta2">How much of the mean gradient so far is kept.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="beta1"/> is out of range.</exception>
public sealed class Lion(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.99)
    : Optimizer(learningRate ?? 0.001f)
{
    /// <summary>How much of the direction comes from earlier gradients.</summary>
    public double Beta1 { get; } = beta1 is > 0 and <= 1
        ? beta1
        : throw new ArgumentOutOfRangeException(nameof(beta1), beta1,
            string.Create(CultureInfo.InvariantCulture, $"Expected beta1 above 0 and at most 1, received {beta1}."));

    /// <summary>How much of the mean gradient so far is kept.</summary>
    public double Beta2 { get; } = beta2;

    // A step is about as long as the rate, whatever the gradient.
    internal override float GreatestUsualRate => 1;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots { get; } = [new("momentum")];

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("beta2", Beta2, 0, 1)];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var w = chunk.WeightLanes;
        var g = chunk.GradientLanes;
        var m = chunk.SlotLanes(0);
        var (beta1, rest1) = (new Vector<float>((float)Beta1), new Vector<float>(1 - (float)Beta1));
        var (beta2, rest2) = (new Vector<float>((float)Beta2), new Vector<float>(1 - (float)Beta2));
        var (up, down) = (new Vector<float>(chunk.Numbers[0]), new Vector<float>(-chunk.Numbers[0]));
        for (var i = 0; i < w.Length; i++)
        {
            var direction = m[i] * beta1 + g[i] * rest1;
            var change = Vector.ConditionalSelect(Vector.GreaterThan(direction, Vector<float>.Zero), up,
                Vector.ConditionalSelect(Vector.LessThan(direction, Vector<float>.Zero), down, direction * up));
            w[i] -= change;
            m[i] = m[i] * beta2 + g[i] * rest2;
        }
    }
}
