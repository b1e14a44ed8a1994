using Valence.Schedules;

namespace Valence.Optimizers;

/// <summary>How far an optimizer goes in a step: a number that may be changed during training, or a schedule that
/// decides for each step.</summary>
public sealed class LearningRate
{
    private LearningRate(float value, Schedule? schedule) => (Value, Schedule) = (value, schedule);

    /// <summary>The schedule, or null where the rate is a number.</summary>
    public Schedule? Schedule { get; }

    /// <summary>The number where there is no schedule.</summary>
    public float Value { get; }

    /// <summary>A number.</summary>
    public static implicit operator LearningRate(float value) => new(value, null);

    /// <summary>A number, rounded to single precision.</summary>
    public static implicit operator LearningRate(double value) => new((float)value, null);

    /// <summary>A schedule.</summary>
    public static implicit operator LearningRate(Schedule schedule) => new(0, Require.NotNull(schedule));
}
