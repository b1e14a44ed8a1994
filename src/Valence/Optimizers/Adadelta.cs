using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>Scales gradients by recent changes over recent gradients: <c>a ← ρ a + (1 − ρ) g², d = −g √(u + ε) / √(a +
/// ε), u ← ρ u + (1 − ρ) d², w ← w + lr · d</c>. <see href="https://arxiv.org/abs/1212.5701">Zeiler,
/// 2012</see>.</summary>
/// <param name="learningRate">The learning rate; 0.001 where null. The paper's form is 1.</param>
/// <param name="rho">How much of the squares so far is kept.</param>
/// <param name="epsilon">What keeps the roots from 0.</param>
public sealed class Adadelta(LearningRate? learningRate = null, double rho = 0.95, double epsilon = 1e-7)
    : Optimizer(learningRate ?? 0.001f)
{
    /// <summary>How much of the squares so far is kept.</summary>
    public double Rho { get; } = rho;

    /// <summary>What keeps the roots from 0.</summary>
    public double Epsilon { get; } = epsilon;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots
    {
        get;
    } = [new("accumulated_grad"), new("accumulated_delta_var")];

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("rho", Rho, 0, 1), ("epsilon", Epsilon, 0, double.MaxValue)];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var w = chunk.WeightLanes;
        var g = chunk.GradientLanes;
        var gradients = chunk.SlotLanes(0);
        var changes = chunk.SlotLanes(1);
        var (rate, epsilon) = (new Vector<float>(chunk.Numbers[0]), new Vector<float>((float)Epsilon));
        var (rho, rest) = (new Vector<float>((float)Rho), new Vector<float>((float)(1 - Rho)));
        var least = new Vector<float>(Decaying.Least(Epsilon));
        for (var i = 0; i < w.Length; i++)
        {
            gradients[i] = Decaying.Kept(rho * gradients[i] + rest * (g[i] * g[i]), least);
            var change = -(Vector.SquareRoot(changes[i] + epsilon) * g[i] / Vector.SquareRoot(gradients[i] + epsilon));
            changes[i] = Decaying.Kept(rho * changes[i] + rest * (change * change), least);
            w[i] += rate * change;
        }
    }
}
