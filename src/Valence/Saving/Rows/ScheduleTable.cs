using Valence.Schedules;

namespace Valence.Saving;

/// <summary>Keras' schedules of the learning rate.</summary>
internal sealed class ScheduleTable : KerasTable<Schedule>
{
    private ScheduleTable() : base("schedule",
    [
        Of(new ExponentialDecay(1, 1, 1), f => new(f.Need(d => d.InitialLearningRate), f.Need(d => d.DecaySteps, Steps),
            f.Need(d => d.DecayRate), f.Of(d => d.Staircase))),
        Of(new InverseTimeDecay(1, 1, 1), f => new(f.Need(d => d.InitialLearningRate), f.Need(d => d.DecaySteps, Steps),
            f.Need(d => d.DecayRate), f.Of(d => d.Staircase))),
        Of(new PiecewiseConstantDecay([], [1]), f => new(f.Need(d => d.Boundaries, Boundaries),
            f.Need(d => d.Values))),
        Of(new PolynomialDecay(1, 1), f => new(f.Need(d => d.InitialLearningRate), f.Need(d => d.DecaySteps, Steps),
            f.Of(d => d.EndLearningRate), f.Of(d => d.Power), f.Of(d => d.Cycle))),
        Of(new CosineDecay(1, 1), f => new(f.Need(d => d.InitialLearningRate), f.Need(d => d.DecaySteps, Steps),
            f.Of(d => d.Alpha), f.Of(d => d.WarmupTarget), f.Of(d => d.WarmupSteps))),
        Of(new CosineDecayRestarts(1, 1), f => new(f.Need(d => d.InitialLearningRate),
            f.Need(d => d.FirstDecaySteps, Steps), f.Of(d => d.TMul), f.Of(d => d.MMul), f.Of(d => d.Alpha))),
        KerasRow<Schedule>.Of(nameof(LinearWarmup), "valence", new LinearWarmup(new PolynomialDecay(1, 1), 1),
            f => new(f.Need(d => d.After, Other), f.Need(d => d.WarmupSteps, Steps),
                f.Of(d => d.InitialLearningRate))) with { RegisteredName = $"valence>{nameof(LinearWarmup)}" },
    ]) => WithoutMeaning = ["name"];

    public static KerasTable<Schedule> Keras { get; } = new ScheduleTable();

    /// <inheritdoc/>
    private protected override void Share(Schedule schedule, Fields<Schedule> f)
    {
        var name = f.Given(d => d.Name);
        if (f.Reader is not null) schedule.Restore(name);
    }

    // Keras takes and writes whole numbers of steps as floats too.
    private static FieldKind<int> Steps { get; } = FieldKinds.Usual<int>() with
    {
        Read = (c, name) => c.Has(name) && c.Double(name, 0) is var steps && steps == Math.Floor(steps)
            && steps is >= 1 and <= int.MaxValue ? (int)steps : throw c.Wrong(name, "a whole number of steps"),
    };

    private static FieldKind<Schedule> Other { get; } = new(
        (c, name) => c.Tables.Schedules.Read(c.Get(name), $"{c.Place}.{name}", c.Tables),
        (c, name, value) => c.Set(name, c.Tables.Schedules.Write(value, c.Tables)));

    // Keras takes boundaries between steps too; the rate jumps after the last step before one.
    private static FieldKind<IReadOnlyList<int>> Boundaries { get; } = FieldKinds.Usual<IReadOnlyList<int>>() with
    {
        Read = (c, name) => [.. c.Floats(name).Select(boundary => Math.Floor(boundary) is >= 0 and <= int.MaxValue
            and var step ? (int)step : throw c.Wrong(name, "steps from 0 on"))],
    };

    private static KerasRow<Schedule> Of<T>(T prototype, Func<Fields<T>, T> fields) where T : Schedule =>
        KerasRow<Schedule>.Of(typeof(T).Name, "keras.optimizers.schedules", prototype, fields);
}
