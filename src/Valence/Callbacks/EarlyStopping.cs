using System.Globalization;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Ends training when a figure has stopped improving.</summary>
/// <param name="monitor">The figure that is watched.</param>
/// <param name="minDelta">The least change that counts as an improvement; at least 0.</param>
/// <param name="patience">Epochs without improvement before training ends; at least 0.</param>
/// <param name="verbose">1 to print when training ends; 0 for nothing.</param>
/// <param name="mode">Which values are better.</param>
/// <param name="restoreBestWeights">Whether the model gets the weights of its best epoch when training ends, for
/// whatever reason.</param>
public sealed class EarlyStopping(string monitor = "val_loss", double minDelta = 0, int patience = 0,
    int verbose = 0, Choice<Mode> mode = default, bool restoreBestWeights = false) : Callback
{
    private const string Best = "best", BestAt = "best epoch", Wait = "wait", Stopped = "stopped epoch";

    private readonly Monitor _monitor = new(nameof(EarlyStopping), Require.NotNull(monitor), mode, minDelta);
    private readonly int _patience = Require.AtLeast(0, patience);
    private CallbackMemory? _last;

    /// <summary>A value that the figure must beat for the patience to start anew.</summary>
    public double? Baseline { get; init; }

    /// <summary>The first epoch, from 0, that is watched.</summary>
    public int StartFromEpoch { get; init; }

    /// <summary>The epoch, from 0, after which training was ended; null where it was not.</summary>
    /// <remarks>Of the last training that the callback was given to.</remarks>
    public int? StoppedEpoch => (int?)_last?[Stopped];

    /// <summary>The epoch, from 0, with the best value.</summary>
    /// <inheritdoc cref="StoppedEpoch" path="/remarks"/>
    public int BestEpoch => (int?)_last?[BestAt] ?? 0;

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingState state) => _last = state.MemoryOf(this);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        if (_monitor.Value(state) is not { } current)
        {
            if (!_monitor.Comes(state)) _monitor.Miss(state, "never ends it");
            return;
        }
        if (epoch < StartFromEpoch) return;
        var memory = state.MemoryOf(this);
        if (restoreBestWeights && memory.Tensors is null) Remember(memory, epoch, state);
        var wait = memory[Wait] = (memory[Wait] ?? 0) + 1;
        if (_monitor.IsBetter(current, (float?)memory[Best], state))
        {
            memory[Best] = current;
            Remember(memory, epoch, state);
            if (_monitor.IsBetter(current, (float?)Baseline, state)) memory[Wait] = 0;
            return;
        }
        if (wait < _patience || epoch == 0) return;
        memory[Stopped] = epoch;
        state.StopTraining = true;
        if (verbose > 0) state.Say(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}: early stopping"));
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingState state)
    {
        if (state.MemoryOf(this).Tensors is not { } best) return;
        if (verbose > 0)
            state.Say(string.Create(CultureInfo.InvariantCulture,
                $"Restoring model weights from the end of the best epoch: {BestEpoch + 1}."));
        state.Model.SetWeights(best);
    }

    private void Remember(CallbackMemory memory, int epoch, TrainingState state)
    {
        memory[BestAt] = epoch;
        if (restoreBestWeights) memory.Tensors = state.Model.GetWeights();
    }
}
