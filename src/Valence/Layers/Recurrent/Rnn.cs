namespace Valence.Layers;

/// <summary>Any recurrent cell run along the time axis: Keras' <c>RNN</c>.</summary>
/// <remarks>The cell's weights are named <c>cell/…</c>. See <see cref="RecurrentLayer"/> for inputs, outputs and
/// masks.</remarks>
/// <param name="cell">What is done at each step.</param>
/// <param name="returnSequences">Whether the outputs of all steps are returned, or the last one alone.</param>
/// <param name="returnState">Whether the last states are returned after the output.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Rnn(RecurrentCell cell, bool returnSequences = false, bool returnState = false, string? name = null)
    : RecurrentLayer(returnSequences, returnState, name)
{
    private RecurrentCell _cell = cell;

    /// <inheritdoc/>
    public override string KerasName => "RNN";

    /// <inheritdoc/>
    public override RecurrentCell Cell => _cell;

    private protected override void ForgetCell() => _cell = (RecurrentCell)_cell.Unbuilt(_cell.Name);
}
