using Valence.Initializers;

namespace Valence.Layers;

/// <summary>One step of a long short-term memory (Hochreiter and Schmidhuber, 1997).</summary>
/// <remarks>
/// <c>i, f, g, o</c> are the four parts of <c>x · kernel + h · recurrent_kernel + bias</c>; with <c>σ</c> the recurrent
/// activation,
/// <c>c ← σ(f) c + σ(i) activation(g)</c> and <c>h ← σ(o) activation(c)</c>. Input <c>[batch, features]</c>; output h;
/// states h and c <c>[batch, units]</c>.
/// Weights: <c>kernel [features, 4 units]</c>, <c>recurrent_kernel [units, 4 units]</c>, <c>bias [4 units]</c>.
/// </remarks>
/// <param name="units">The width of the output and of each state; at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is below 1.</exception>
public sealed class LstmCell(int units) : KernelCell(units)
{
    /// <inheritdoc/>
    public override string KerasName => "LSTMCell";

    /// <summary>Function of the gates; sigmoid unless set, the identity when null.</summary>
    public ActivationFunction? RecurrentActivation
    {
        get => Settings.RecurrentActivation;
        init => Settings = Settings with { RecurrentActivation = value };
    }

    /// <summary>Whether the bias of the forget gate starts at 1; true unless set.</summary>
    public bool UnitForgetBias { get; init; } = true;

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSize => [Units, Units];

    /// <inheritdoc/>
    protected override BuiltCell BuildCell(Shape input, WeightFactory weights)
    {
        var bias = UnitForgetBias ? new UnitForgetBias(BiasInitializer) { Seed = BiasInitializer.Seed }
            : BiasInitializer;
        return new BuiltLstmCell(this, input, weights, bias);
    }
}
