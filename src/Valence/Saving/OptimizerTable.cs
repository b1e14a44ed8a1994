using System.Text.Json;
using Valence.Optimizers;
using Valence.Schedules;

namespace Valence.Saving;

/// <summary>Keras' optimizers by class name, and by the names that <c>compile</c> takes.</summary>
internal sealed class OptimizerTable : KerasTable<Optimizer>
{
    private OptimizerTable() : base("optimizer",
    [
        .. Of<SGD>(c => new(Rate(c), c.Float("momentum", 0), c.Bool("nesterov", false)),
            (value, c) => c.Set("momentum", value.Momentum).Set("nesterov", value.Nesterov)),
        .. Of<RMSprop>(c => new(Rate(c), c.Double("rho", 0.9), c.Double("momentum", 0), c.Double("epsilon", 1e-7),
            c.Bool("centered", false)),
            (value, c) => c.Set("rho", value.Rho).Set("momentum", value.Momentum).Set("epsilon", value.Epsilon)
                .Set("centered", value.Centered)),
        .. Of<Adam>(c => new(Rate(c), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7),
            c.Bool("amsgrad", false)), Moments),
        .. Of<AdamW>(c => new(Rate(c), c.Float("weight_decay", 0.004f), c.Double("beta_1", 0.9),
            c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7), c.Bool("amsgrad", false)), Moments),
        .. Of<Adagrad>(c => new(Rate(c), c.Float("initial_accumulator_value", 0.1f), c.Double("epsilon", 1e-7)),
            (value, c) => c.Set("initial_accumulator_value", value.InitialAccumulatorValue)
                .Set("epsilon", value.Epsilon)),
        .. Of<Adadelta>(c => new(Rate(c), c.Double("rho", 0.95), c.Double("epsilon", 1e-7)),
            (value, c) => c.Set("rho", value.Rho).Set("epsilon", value.Epsilon)),
        .. Of<Adamax>(c => new(Rate(c), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7)),
            (value, c) => c.Set("beta_1", value.Beta1).Set("beta_2", value.Beta2).Set("epsilon", value.Epsilon)),
        .. Of<Nadam>(c => new(Rate(c), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7)),
            (value, c) => c.Set("beta_1", value.Beta1).Set("beta_2", value.Beta2).Set("epsilon", value.Epsilon)),
        .. Of<Lion>(c => new(Rate(c), c.Double("beta_1", 0.9), c.Double("beta_2", 0.99)),
            (value, c) => c.Set("beta_1", value.Beta1).Set("beta_2", value.Beta2)),
        .. Of<Lamb>(c => new(Rate(c), c.Double("beta_1", 0.9), c.Double("beta_2", 0.999), c.Double("epsilon", 1e-7)),
            (value, c) => c.Set("beta_1", value.Beta1).Set("beta_2", value.Beta2).Set("epsilon", value.Epsilon)),
        .. Of<Ftrl>(c => new(Rate(c), c.Float("learning_rate_power", -0.5f), c.Float("initial_accumulator_value", 0.1f),
            c.Float("l1_regularization_strength", 0), c.Float("l2_regularization_strength", 0))
            { L2ShrinkageRegularizationStrength = c.Float("l2_shrinkage_regularization_strength", 0),
                Beta = c.Float("beta", 0) },
            (value, c) => c.Set("learning_rate_power", value.LearningRatePower)
                .Set("initial_accumulator_value", value.InitialAccumulatorValue)
                .Set("l1_regularization_strength", value.L1RegularizationStrength)
                .Set("l2_regularization_strength", value.L2RegularizationStrength)
                .Set("l2_shrinkage_regularization_strength", value.L2ShrinkageRegularizationStrength)
                .Set("beta", value.Beta)),
        .. Of<Adafactor>(c => new(Rate(c), c.Double("beta_2_decay", -0.8), c.Double("epsilon_1", 1e-30),
            c.Double("epsilon_2", 1e-3), c.Double("clip_threshold", 1), c.Bool("relative_step", true)),
            (value, c) => c.Set("beta_2_decay", value.Beta2Decay).Set("epsilon_1", value.Epsilon1)
                .Set("epsilon_2", value.Epsilon2).Set("clip_threshold", value.ClipThreshold)
                .Set("relative_step", value.RelativeStep)),
    ]) => WithoutMeaning = ["jit_compile", "is_legacy_optimizer"];

    public static KerasTable<Optimizer> Keras { get; } = new OptimizerTable();

    /// <inheritdoc/>
    protected override void Complete(Optimizer made, ConfigReader c)
    {
        if (c.Has("loss_scale_factor"))
            throw c.Wrong("loss_scale_factor", "none: losses are not scaled in float32");
        if (made is Nadam && c.Double("schedule_decay", 0.004) != 0.004)
            throw c.Wrong("schedule_decay", "0.004, which Keras 3 has for all");
        made.Settings = Settings(made, c);
    }

    private static OptimizerSettings Settings(Optimizer made, ConfigReader c) => new()
    {
        Name = c.OptionalText("name"),
        WeightDecay = c.OptionalFloat("weight_decay") ?? made.WeightDecay,
        Clipnorm = c.OptionalFloat("clipnorm"),
        Clipvalue = c.OptionalFloat("clipvalue"),
        GlobalClipnorm = c.OptionalFloat("global_clipnorm"),
        UseEma = c.Bool("use_ema", false),
        EmaMomentum = c.Float("ema_momentum", 0.99f),
        EmaOverwriteFrequency = c.OptionalInt("ema_overwrite_frequency"),
        GradientAccumulationSteps = c.OptionalInt("gradient_accumulation_steps"),
    };

    /// <inheritdoc/>
    protected override void Begin(Optimizer value, ConfigWriter writer)
    {
        writer.Set("name", value.Name);
        if (value.Schedule is { } schedule)
            writer.Set("learning_rate", writer.Tables.Schedules.Write(schedule, writer.Tables));
        else writer.Set("learning_rate", value.LearningRate);
        writer.Set("weight_decay", value.WeightDecay).Set("clipnorm", value.Clipnorm)
            .Set("global_clipnorm", value.GlobalClipnorm).Set("clipvalue", value.Clipvalue)
            .Set("use_ema", value.UseEma).Set("ema_momentum", value.EmaMomentum)
            .Set("ema_overwrite_frequency", value.EmaOverwriteFrequency)
            .Set("loss_scale_factor", (float?)null).Set("gradient_accumulation_steps", value.GradientAccumulationSteps);
    }

    // As a text, Keras takes the class name in lower case.
    private static IEnumerable<KerasRow<Optimizer>> Of<T>(Func<ConfigReader, T> read, Action<T, ConfigWriter> write)
        where T : Optimizer =>
        NamedRows.Of<Optimizer, T>("keras.optimizers", read, write, typeof(T).Name, typeof(T).Name.ToLowerInvariant());

    // Keras 2 has 'lr', and a decay of its own that Keras 3 has as a schedule.
    private static LearningRate? Rate(ConfigReader config)
    {
        var name = config.Has("learning_rate") || !config.Has("lr") ? "learning_rate" : "lr";
        var decay = config.Float("decay", 0);
        if (!config.Has(name))
            return decay == 0 ? null : throw config.Wrong("decay", "0 where there is no learning rate");
        if (config.Get(name) is { ValueKind: JsonValueKind.Object } json)
            return decay == 0 ? config.Tables.Schedules.Read(json, $"{config.Place}.{name}", config.Tables)
                : throw config.Wrong("decay", "0 beside a schedule");
        if (decay == 0) return config.Float(name);
        config.Tables.Notes?.Add($"the optimizer's decay is read as the schedule InverseTimeDecay, which is the same");
        return new InverseTimeDecay(config.Float(name), 1, decay);
    }

    private static void Moments(AdaptiveMoments value, ConfigWriter c) =>
        c.Set("beta_1", value.Beta1).Set("beta_2", value.Beta2).Set("epsilon", value.Epsilon)
            .Set("amsgrad", value.Amsgrad);
}
