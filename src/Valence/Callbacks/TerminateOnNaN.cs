using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Ends training after a step whose loss is not a finite number.</summary>
/// <param name="raiseError">Whether to throw a <see cref="NonFiniteLossException"/> instead of ending quietly.</param>
public sealed class TerminateOnNaN(bool raiseError = false) : Callback
{
    /// <inheritdoc/>
    public override bool WatchesBatches => true;

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, TrainingState state)
    {
        if (float.IsFinite(state.Logs["loss"])) return;
        if (raiseError) throw new NonFiniteLossException(batch, state.Logs["loss"]);
        state.StopTraining = true;
    }
}
