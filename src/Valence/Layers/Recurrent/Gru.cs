namespace Valence.Layers;

/// <summary>A gated recurrent unit along the time axis (Cho et al., 2014): Keras' <c>GRU</c>.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>, optionally followed by the first state. See <see cref="GruCell"/> for the
/// step, <see cref="RecurrentLayer"/> for outputs and masks.
/// Weights: <c>cell/kernel [features, 3 units]</c>, <c>cell/recurrent_kernel [units, 3 units]</c>, each z, r, h;
/// <c>cell/bias [2, 3 units]</c>, or <c>[3 units]</c> without <see cref="ResetAfter"/>.
/// </remarks>
/// <param name="units">The width of the output and the state; at least 1.</param>
/// <param name="returnSequences">Whether the outputs of all steps are returned, or the last one alone.</param>
/// <param name="returnState">Whether the last state is returned after the output.</param>
/// <param name="dropout">The fraction of the inputs that training drops, from 0 to 1.</param>
/// <param name="recurrentDropout">The fraction of the previous output that training drops, from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <param name="inputShape">Of a layer that begins a model, see <see cref="Layer.InputShape"/>; null elsewhere.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is below 1.</exception>
public sealed class Gru(int units, bool returnSequences = false, bool returnState = false, double dropout = 0,
    double recurrentDropout = 0, string? name = null, Shape? inputShape = null)
    : KernelRecurrentLayer(units, returnSequences, returnState, dropout, recurrentDropout, name, inputShape)
{
    /// <inheritdoc/>
    public override string KerasName => "GRU";

    /// <summary>Function of the gates; sigmoid unless set, the identity when null.</summary>
    public ActivationFunction? RecurrentActivation
    {
        get => Settings.RecurrentActivation;
        init => Settings = Settings with { RecurrentActivation = value };
    }

    /// <summary>Whether the reset gate acts after the recurrent product; true unless set.</summary>
    public bool ResetAfter
    {
        get;
        init
        {
            field = value;
            ForgetCell();
        }
    } = true;

    private protected override KernelCell CreateCell() =>
        new GruCell(Units) { Settings = Settings, ResetAfter = ResetAfter };
}
