using Valence.Training;

namespace Valence.Callbacks;

/// <summary>A callback made of delegates; those that are null do nothing.</summary>
public sealed class LambdaCallback : Callback
{
    /// <summary>Before the first epoch.</summary>
    public Action<TrainingState>? TrainBegin { get; init; }

    /// <summary>Before an epoch.</summary>
    public Action<int, TrainingState>? EpochBegin { get; init; }

    /// <summary>After a step.</summary>
    public Action<int, TrainingState>? TrainBatchEnd { get; init; }

    /// <summary>After an epoch.</summary>
    public Action<int, TrainingState>? EpochEnd { get; init; }

    /// <summary>After the last epoch.</summary>
    public Action<TrainingState>? TrainEnd { get; init; }

    /// <inheritdoc/>
    public override bool WatchesBatches => TrainBatchEnd is not null;

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingState state) => TrainBegin?.Invoke(state);

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch, TrainingState state) => EpochBegin?.Invoke(epoch, state);

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, TrainingState state) => TrainBatchEnd?.Invoke(batch, state);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state) => EpochEnd?.Invoke(epoch, state);

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingState state) => TrainEnd?.Invoke(state);
}
