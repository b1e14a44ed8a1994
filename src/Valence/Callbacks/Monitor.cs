using Valence.Text;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>A figure that a callback watches, and what counts as an improvement of it.</summary>
/// <param name="callback">Who watches it.</param>
/// <param name="name">The figure.</param>
/// <param name="mode">Which values are better.</param>
/// <param name="minDelta">The least change that counts.</param>
internal sealed class Monitor(string callback, string name, Choice<Mode> mode, double minDelta)
{
    private readonly float _minDelta = (float)Math.Abs(minDelta);

    /// <summary>The figure's value in this epoch, or null where the epoch does not have it (no validation,
    /// say).</summary>
    /// <exception cref="InvalidOperationException">No epoch of this training can have it, and nobody said which values
    /// of it are better.</exception>
    public float? Value(TrainingState state)
    {
        var isKnown = state.Directions.TryGetValue(name, out var higher);
        if (isKnown && higher is not null && mode != Mode.Auto && higher != (mode == Mode.Max))
            state.Warn($"{callback} takes {(mode == Mode.Max ? "higher" : "lower")} values of '{name}' for better "
                + $"ones, and {(mode == Mode.Max ? "lower" : "higher")} are. Leave the mode out: it is known.");
        return state.Logs.TryGetValue(name, out var value) ? value
            : mode != Mode.Auto || isKnown ? null
            : throw Unknown(state);
    }

    /// <summary>Whether an epoch without the figure is one that was not validated, while others are.</summary>
    public bool Comes(TrainingState state) => state.Validates && state.Directions.ContainsKey(name);

    /// <summary>Warns that the figure is not there.</summary>
    /// <param name="state">The training.</param>
    /// <param name="outcome">What the callback does without it.</param>
    public void Miss(TrainingState state, string outcome) =>
        state.Warn($"{callback} watches '{name}', which "
            + $"{(Comes(state) ? "not every epoch has" : "this training does not have")}, and {outcome}; there is "
            + $"{string.Join(", ", state.Logs.Keys.Select(key => $"'{key}'"))}."
            + (name.StartsWith("val_", StringComparison.Ordinal) && !state.Validates
                ? " Give validation data or a validation split." : ""));

    /// <summary>Whether <paramref name="value"/> beats <paramref name="reference"/> by more than the least difference;
    /// anything beats nothing.</summary>
    public bool IsBetter(float value, float? reference, TrainingState state)
    {
        if (reference is not { } present) return true;
        return HigherIsBetter(state) ? value - _minDelta > present : value + _minDelta < present;
    }

    private bool HigherIsBetter(TrainingState state) => mode.Value switch
    {
        Mode.Max => true,
        Mode.Min => false,
        _ => state.Directions.TryGetValue(name, out var higher)
            ? higher ?? throw new InvalidOperationException(
                $"The metric '{name}' does not say whether higher is better. Set the callback's mode to Min or Max.")
            : throw Unknown(state),
    };

    private InvalidOperationException Unknown(TrainingState state) =>
        new($"There is no figure '{name}' to watch. "
            + NearName.List(name, state.Directions.Keys.Order(StringComparer.Ordinal), "This model has"));
}
