using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>Gradient descent: <c>w ← w − lr · g</c>, or with momentum <c>m ← μ m − lr · g, w ← w + m</c>.</summary>
/// <param name="learningRate">The learning rate; 0.01 where null.</param>
/// <param name="momentum">How much of the last change is kept, from 0 to 1.</param>
/// <param name="nesterov">Whether the change looks ahead: <c>w ← w + μ m − lr · g</c>.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="momentum"/> is outside [0, 1].</exception>
public sealed class Sgd(LearningRate? learningRate = null, double momentum = 0, bool nesterov = false)
    : Optimizer(learningRate ?? 0.01f)
{
    /// <inheritdoc/>
    public override string KerasName => "SGD";

    /// <summary>How much of the last change is kept.</summary>
    public double Momentum { get; } = Require.Between(0, 1, momentum);

    /// <summary>Whether the change looks ahead.</summary>
    public bool Nesterov { get; } = nesterov;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots { get; } = momentum == 0 ? [] : [new("momentum")];

    /// <inheritdoc/>
    protected internal override bool IgnoresZeroGradients => Momentum == 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var w = chunk.WeightLanes;
        var g = chunk.GradientLanes;
        var m = chunk.SlotLanes(0);
        var (rate, momentum) = (new Vector<float>(chunk.Numbers[0]), new Vector<float>((float)Momentum));
        if (Momentum == 0)
        {
            for (var i = 0; i < w.Length; i++) w[i] -= g[i] * rate;
            return;
        }
        var least = new Vector<float>(Decaying.Least(double.MaxValue));
        for (var i = 0; i < w.Length; i++)
        {
            m[i] = Decaying.Kept(m[i] * momentum - g[i] * rate, least);
            w[i] += Nesterov ? m[i] * momentum - g[i] * rate : m[i];
        }
    }
}
