using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>Divides gradients by the root of their recent squares: <c>v ← ρ v + (1 − ρ) g², w ← w − lr · g / √(v +
/// ε)</c>, with ε inside the root.</summary>
/// <param name="learningRate">The learning rate; 0.001 where null.</param>
/// <param name="rho">How much of the squares so far is kept.</param>
/// <param name="momentum">How much of the last change is kept.</param>
/// <param name="epsilon">What keeps the root from 0.</param>
/// <param name="centered">Whether the variance is used instead of the squares.</param>
public sealed class Rmsprop(LearningRate? learningRate = null, double rho = 0.9, double momentum = 0,
    double epsilon = 1e-7, bool centered = false) : Optimizer(learningRate ?? 0.001f)
{
    /// <inheritdoc/>
    public override string KerasName => "RMSprop";

    /// <summary>How much of the squares so far is kept.</summary>
    public double Rho { get; } = rho;

    /// <summary>How much of the last change is kept.</summary>
    public double Momentum { get; } = momentum;

    /// <summary>What keeps the root from 0.</summary>
    public double Epsilon { get; } = epsilon;

    /// <summary>Whether the variance is used instead of the squares.</summary>
    public bool Centered { get; } = centered;

    // A step is about as long as the rate, whatever the gradient.
    internal override float GreatestUsualRate => 1;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots { get; } =
        (momentum > 0, centered) switch
        {
            (true, true) => [new("velocity"), new("momentum", Apart: true), new("average_gradient", Apart: true)],
            (true, false) => [new("velocity"), new("momentum", Apart: true)],
            (false, true) => [new("velocity"), new("average_gradient", Apart: true)],
            _ => [new("velocity")],
        };

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("rho", Rho, 0, 1), ("momentum", Momentum, 0, 1), ("epsilon", Epsilon, 0, double.MaxValue)];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var w = chunk.WeightLanes;
        var g = chunk.GradientLanes;
        var v = chunk.SlotLanes(0);
        var m = chunk.SlotLanes(Momentum > 0 ? 1 : 3);
        var average = chunk.SlotLanes(!Centered ? 3 : Momentum > 0 ? 2 : 1);
        var (rate, rho, rest) = (new Vector<float>(chunk.Numbers[0]), new Vector<float>((float)Rho),
            new Vector<float>((float)(1 - Rho)));
        var (epsilon, momentum) = (new Vector<float>((float)Epsilon), new Vector<float>((float)Momentum));
        var least = new Vector<float>(Decaying.Least(Epsilon));
        for (var i = 0; i < w.Length; i++)
        {
            var spread = v[i] = Decaying.Kept(rho * v[i] + rest * (g[i] * g[i]), least);
            if (Centered)
            {
                average[i] = Decaying.Kept(rho * average[i] + rest * g[i], least);
                spread -= average[i] * average[i];
            }
            var change = rate * g[i] / Vector.SquareRoot(spread + epsilon);
            if (Momentum > 0) change = m[i] = Decaying.Kept(momentum * m[i] + change, least);
            w[i] -= change;
        }
    }
}
