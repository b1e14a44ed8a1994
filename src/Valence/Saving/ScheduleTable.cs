using Valence.Schedules;

namespace Valence.Saving;

/// <summary>Keras' schedules of the learning rate.</summary>
internal sealed class ScheduleTable : KerasTable<Schedule>
{
    private ScheduleTable() : base("schedule",
    [
        .. Of<ExponentialDecay>(c => new(c.Float("initial_learning_rate"), Steps(c, "decay_steps"),
            c.Float("decay_rate"), c.Bool("staircase", false)),
            (value, c) => c.Set("initial_learning_rate", value.InitialLearningRate).Set("decay_steps", value.DecaySteps)
                .Set("decay_rate", value.DecayRate).Set("staircase", value.Staircase)),
        .. Of<InverseTimeDecay>(c => new(c.Float("initial_learning_rate"), Steps(c, "decay_steps"),
            c.Float("decay_rate"), c.Bool("staircase", false)),
            (value, c) => c.Set("initial_learning_rate", value.InitialLearningRate).Set("decay_steps", value.DecaySteps)
                .Set("decay_rate", value.DecayRate).Set("staircase", value.Staircase)),
        .. Of<PiecewiseConstantDecay>(c => new(Boundaries(c), c.Floats("values")),
            (value, c) => c.Set("boundaries", value.Boundaries).Set("values", value.Values)
                .Set("name", "PiecewiseConstant")),
        .. Of<PolynomialDecay>(c => new(c.Float("initial_learning_rate"), Steps(c, "decay_steps"),
            c.Float("end_learning_rate", 0.0001f), c.Float("power", 1), c.Bool("cycle", false)),
            (value, c) => c.Set("initial_learning_rate", value.InitialLearningRate).Set("decay_steps", value.DecaySteps)
                .Set("end_learning_rate", value.EndLearningRate).Set("power", value.Power).Set("cycle", value.Cycle)),
        .. Of<CosineDecay>(c => new(c.Float("initial_learning_rate"), Steps(c, "decay_steps"), c.Float("alpha", 0),
            c.OptionalFloat("warmup_target"), c.Int("warmup_steps", 0)),
            (value, c) => c.Set("initial_learning_rate", value.InitialLearningRate).Set("decay_steps", value.DecaySteps)
                .Set("alpha", value.Alpha).Set("warmup_target", value.WarmupTarget)
                .Set("warmup_steps", value.WarmupSteps)),
        .. Of<CosineDecayRestarts>(c => new(c.Float("initial_learning_rate"), Steps(c, "first_decay_steps"),
            c.Float("t_mul", 2), c.Float("m_mul", 1), c.Float("alpha", 0)),
            (value, c) => c.Set("initial_learning_rate", value.InitialLearningRate)
                .Set("first_decay_steps", value.FirstDecaySteps).Set("t_mul", value.TMul).Set("m_mul", value.MMul)
                .Set("alpha", value.Alpha).Set("name", "SGDRDecay")),
    ]) => WithoutMeaning = ["name"];

    public static KerasTable<Schedule> Keras { get; } = new ScheduleTable();

    /// <inheritdoc/>
    protected override void Begin(Schedule value, ConfigWriter writer) => writer.Set("name", value.GetType().Name);

    // Keras takes and writes whole numbers of steps as floats too.
    private static int Steps(ConfigReader config, string name) =>
        config.Has(name) && config.Double(name, 0) is var steps && steps == Math.Floor(steps)
            && steps is >= 1 and <= int.MaxValue ? (int)steps : throw config.Wrong(name, "a whole number of steps");

    // Keras takes boundaries between steps too; the rate jumps after the last step before one.
    private static int[] Boundaries(ConfigReader config) =>
        [.. config.Floats("boundaries")
            .Select(boundary => Math.Floor(boundary) is >= 0 and <= int.MaxValue and var step ? (int)step
                : throw config.Wrong("boundaries", "steps from 0 on"))];

    private static IEnumerable<KerasRow<Schedule>> Of<T>(Func<ConfigReader, T> read, Action<T, ConfigWriter> write)
        where T : Schedule =>
        NamedRows.Of<Schedule, T>("keras.optimizers.schedules", read, write, typeof(T).Name);
}
