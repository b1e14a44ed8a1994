namespace Valence.Layers;

/// <summary>A fully connected recurrent layer: <c>h ← activation(x · kernel + h · recurrent_kernel + bias)</c> at each
/// step.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>, optionally followed by the first state; see <see cref="RecurrentLayer"/> for
/// outputs and masks.
/// Weights: <c>cell/kernel [features, units]</c>, <c>cell/recurrent_kernel [units, units]</c>, <c>cell/bias
/// [units]</c>.
/// </remarks>
/// <param name="units">The width of the output and the state; at least 1.</param>
/// <param name="returnSequences">Whether the outputs of all steps are returned, or the last one alone.</param>
/// <param name="returnState">Whether the last state is returned after the output.</param>
/// <param name="dropout">The fraction of the inputs that training drops, from 0 to 1.</param>
/// <param name="recurrentDropout">The fraction of the previous output that training drops, from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <param name="inputShape">Of a layer that begins a model, see <see cref="Layer.InputShape"/>; null elsewhere.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is below 1.</exception>
public sealed class SimpleRnn(int units, bool returnSequences = false, bool returnState = false, double dropout = 0,
    double recurrentDropout = 0, string? name = null, Shape? inputShape = null)
    : KernelRecurrentLayer(units, returnSequences, returnState, dropout, recurrentDropout, name, inputShape)
{
    /// <inheritdoc/>
    public override string KerasName => "SimpleRNN";

    private protected override KernelCell CreateCell() => new SimpleRnnCell(Units) { Settings = Settings };
}
