namespace Valence.Layers;

/// <summary>One step of a gated recurrent unit (Cho et al., 2014).</summary>
/// <remarks>
/// With <c>σ</c> the recurrent activation, the update gate <c>z = σ(…)</c> and the reset gate <c>r = σ(…)</c> of <c>x ·
/// kernel + h · recurrent_kernel + bias</c>: <c>h ← z h + (1 − z) h̃</c>, where
/// <c>h̃ = activation(x_h + r (h · recurrent_h + bias_h))</c> with <see cref="ResetAfter"/> and <c>activation(x_h + (r
/// h) · recurrent_h)</c> without.
/// Input <c>[batch, features]</c>; output and state <c>[batch, units]</c>. Weights: <c>kernel [features, 3 units]</c>,
/// <c>recurrent_kernel [units, 3 units]</c>, each z, r, h; <c>bias [2, 3 units]</c>, for inputs and
/// for the recurrent product, or <c>[3 units]</c> without <see cref="ResetAfter"/>.
/// </remarks>
/// <param name="units">The width of the output and the state; at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is below 1.</exception>
public sealed class GruCell(int units) : KernelCell(units)
{
    /// <inheritdoc/>
    public override string KerasName => "GRUCell";

    /// <summary>Function of the gates; sigmoid unless set, the identity when null.</summary>
    public ActivationFunction? RecurrentActivation
    {
        get => Settings.RecurrentActivation;
        init => Settings = Settings with { RecurrentActivation = value };
    }

    /// <summary>Whether the reset gate acts after the recurrent product; true unless set.</summary>
    public bool ResetAfter { get; init; } = true;

    /// <inheritdoc/>
    protected override BuiltCell BuildCell(Shape input, WeightFactory weights) =>
        new BuiltGruCell(this, input, weights);
}
