namespace Valence.Layers;

/// <summary>A long short-term memory along the time axis (Hochreiter and Schmidhuber, 1997): Keras'
/// <c>LSTM</c>.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>, optionally followed by the first states h and c; the states are h and c. See
/// <see cref="LstmCell"/> for the step, <see cref="RecurrentLayer"/> for outputs and masks.
/// Weights: <c>cell/kernel [features, 4 units]</c>, <c>cell/recurrent_kernel [units, 4 units]</c>, <c>cell/bias [4
/// units]</c>, each i, f, g, o.
/// </remarks>
/// <param name="units">The width of the output and of each state; at least 1.</param>
/// <param name="returnSequences">Whether the outputs of all steps are returned, or the last one alone.</param>
/// <param name="returnState">Whether the last h and c are returned after the output.</param>
/// <param name="dropout">The fraction of the inputs that training drops, from 0 to 1.</param>
/// <param name="recurrentDropout">The fraction of the previous output that training drops, from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <param name="inputShape">Of a layer that begins a model, see <see cref="Layer.InputShape"/>; null elsewhere.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is below 1.</exception>
public sealed class Lstm(int units, bool returnSequences = false, bool returnState = false, double dropout = 0,
    double recurrentDropout = 0, string? name = null, Shape? inputShape = null)
    : KernelRecurrentLayer(units, returnSequences, returnState, dropout, recurrentDropout, name, inputShape)
{
    /// <inheritdoc/>
    public override string KerasName => "LSTM";

    /// <summary>Function of the gates; sigmoid unless set, the identity when null.</summary>
    public ActivationFunction? RecurrentActivation
    {
        get => Settings.RecurrentActivation;
        init => Settings = Settings with { RecurrentActivation = value };
    }

    /// <summary>Whether the bias of the forget gate starts at 1; true unless set.</summary>
    public bool UnitForgetBias
    {
        get;
        init
        {
            field = value;
            ForgetCell();
        }
    } = true;

    private protected override KernelCell CreateCell() =>
        new LstmCell(Units) { Settings = Settings, UnitForgetBias = UnitForgetBias };
}
