using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Sets the learning rate before each epoch. The history has the rate that each epoch used.</summary>
/// <param name="schedule">From the epoch, counted from 0, and the present rate to the new one.</param>
public sealed class LearningRateScheduler(Func<int, double, double> schedule) : Callback
{
    private readonly Func<int, double, double> _schedule = Require.NotNull(schedule);

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch, TrainingState state) =>
        state.Optimizer.LearningRate = (float)_schedule(epoch, state.Optimizer.LearningRate);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state) =>
        state.Logs["learning_rate"] = state.Optimizer.LearningRate;
}
