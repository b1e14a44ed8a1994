using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Multiplies the learning rate by a factor when a figure has stopped improving. The history has the rate that
/// each epoch used.</summary>
/// <param name="monitor">The figure that is watched.</param>
/// <param name="factor">What the rate is multiplied by; in (0, 1).</param>
/// <param name="patience">Epochs without improvement before the rate is cut.</param>
/// <param name="mode">Which values are better.</param>
/// <param name="minLearningRate">The rate is never cut below this.</param>
public sealed class ReduceLROnPlateau(string monitor = "val_loss", double factor = 0.1, int patience = 10,
    Choice<Mode> mode = default, double minLearningRate = 0) : Callback
{
    private readonly float _factor = factor is > 0 and < 1 ? (float)factor
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "Expected a factor between 0 and 1.");
    private readonly string _watched = Require.NotNull(monitor);
    private Monitor? _monitor;
    private float? _best;
    private int _wait;
    private int _cooling;

    /// <summary>The least change that counts as an improvement.</summary>
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>Epochs after a cut in which nothing is counted.</summary>
    public int Cooldown { get; init; }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingState state) =>
        (_monitor, _best, _wait, _cooling) = (new(_watched, mode, MinDelta), null, 0, 0);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        var rate = state.Optimizer.LearningRate;
        state.Logs["learning_rate"] = rate;
        if (_monitor!.Value(state) is not { } current)
        {
            if (!_monitor.Comes(state)) _monitor.Miss(state, nameof(ReduceLROnPlateau), "never cuts the rate");
            return;
        }
        if (_cooling > 0)
        {
            _cooling--;
            _wait = 0;
        }
        if (_monitor.IsBetter(current, _best, state))
        {
            _best = current;
            _wait = 0;
        }
        else if (_cooling == 0 && ++_wait >= patience && rate > (float)minLearningRate)
        {
            state.Optimizer.LearningRate = Math.Max(rate * _factor, (float)minLearningRate);
            _cooling = Cooldown;
            _wait = 0;
        }
    }
}
