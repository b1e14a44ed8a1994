using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Ends training when a figure has stopped improving.</summary>
/// <param name="monitor">The figure that is watched.</param>
/// <param name="minDelta">The least change that counts as an improvement; at least 0.</param>
/// <param name="patience">Epochs without improvement before training ends; at least 0.</param>
/// <param name="mode">Which values are better.</param>
/// <param name="restoreBestWeights">Whether the model gets the weights of its best epoch when training ends, for
/// whatever reason.</param>
public sealed class EarlyStopping(string monitor = "val_loss", double minDelta = 0, int patience = 0,
    Choice<Mode> mode = default, bool restoreBestWeights = false) : Callback
{
    private readonly Monitor _monitor = new(Require.NotNull(monitor), mode, minDelta);
    private readonly int _patience = Require.AtLeast(0, patience);
    private float? _best;
    private int _wait;
    private IReadOnlyList<Tensor>? _bestWeights;

    /// <summary>A value that the figure must beat for the patience to start anew.</summary>
    public double? Baseline { get; init; }

    /// <summary>The first epoch, from 0, that is watched.</summary>
    public int StartFromEpoch { get; init; }

    /// <summary>The epoch, from 0, after which training was ended; null where it was not.</summary>
    public int? StoppedEpoch { get; private set; }

    /// <summary>The epoch, from 0, with the best value.</summary>
    public int BestEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingState state) =>
        (_best, _wait, _bestWeights, StoppedEpoch, BestEpoch) = (null, 0, null, null, 0);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        if (_monitor.Value(state) is not { } current)
        {
            if (!_monitor.Comes(state)) _monitor.Miss(state, nameof(EarlyStopping), "never ends it");
            return;
        }
        if (epoch < StartFromEpoch) return;
        if (restoreBestWeights && _bestWeights is null) Remember(epoch, state);
        _wait++;
        if (_monitor.IsBetter(current, _best, state))
        {
            _best = current;
            Remember(epoch, state);
            if (_monitor.IsBetter(current, (float?)Baseline, state)) _wait = 0;
            return;
        }
        if (_wait < _patience || epoch == 0) return;
        StoppedEpoch = epoch;
        state.StopTraining = true;
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingState state)
    {
        if (_bestWeights is not null) state.Model.SetWeights(_bestWeights);
    }

    private void Remember(int epoch, TrainingState state)
    {
        BestEpoch = epoch;
        if (restoreBestWeights) _bestWeights = state.Model.GetWeights();
    }
}
