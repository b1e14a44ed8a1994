using System.Globalization;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Multiplies the learning rate by a factor when a figure has stopped improving. The history has the rate that
/// each epoch used.</summary>
/// <param name="monitor">The figure that is watched.</param>
/// <param name="factor">What the rate is multiplied by; in (0, 1).</param>
/// <param name="patience">Epochs without improvement before the rate is cut.</param>
/// <param name="verbose">1 to print when the rate is cut; 0 for nothing.</param>
/// <param name="mode">Which values are better.</param>
/// <param name="minLearningRate">The rate is never cut below this.</param>
public sealed class ReduceLROnPlateau(string monitor = "val_loss", double factor = 0.1, int patience = 10,
    int verbose = 0, Choice<Mode> mode = default, double minLearningRate = 0) : Callback
{
    private const string Best = "best", Wait = "wait", Cooling = "cooling";

    private readonly float _factor = factor is > 0 and < 1 ? (float)factor
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "Expected a factor between 0 and 1.");
    private readonly string _watched = Require.NotNull(monitor);

    /// <summary>The least change that counts as an improvement.</summary>
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>Epochs after a cut in which nothing is counted.</summary>
    public int Cooldown { get; init; }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        var rate = state.Optimizer.LearningRate;
        state.Logs["learning_rate"] = rate;
        var monitor = new Monitor(nameof(ReduceLROnPlateau), _watched, mode, MinDelta);
        if (monitor.Value(state) is not { } current)
        {
            if (!monitor.Comes(state)) monitor.Miss(state, "never cuts the rate");
            return;
        }
        var memory = state.MemoryOf(this);
        var (wait, cooling) = (memory[Wait] ?? 0, memory[Cooling] ?? 0);
        if (cooling > 0) (wait, cooling) = (0, cooling - 1);
        if (monitor.IsBetter(current, (float?)memory[Best], state)) (memory[Best], wait) = (current, 0);
        else if (cooling == 0 && ++wait >= patience && rate > (float)minLearningRate)
        {
            state.Optimizer.LearningRate = Math.Max(rate * _factor, (float)minLearningRate);
            (wait, cooling) = (0, Cooldown);
            if (verbose > 0)
                state.Say(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}: ReduceLROnPlateau reducing "
                    + $"learning rate to {state.Optimizer.LearningRate}."));
        }
        (memory[Wait], memory[Cooling]) = (wait, cooling);
    }
}
