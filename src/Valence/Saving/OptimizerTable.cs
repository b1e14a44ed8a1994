using System.Text.Json;
using Valence.Optimizers;

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
    ])
    {
    }

    public static KerasTable<Optimizer> Keras { get; } = new OptimizerTable();

    /// <inheritdoc/>
    protected override void Complete(Optimizer made, ConfigReader c) => made.Settings = new()
    {
        Name = c.OptionalText("name"),
        WeightDecay = c.OptionalFloat("weight_decay") ?? made.WeightDecay,
        Clipnorm = c.OptionalFloat("clipnorm"),
        Clipvalue = c.OptionalFloat("clipvalue"),
        GlobalClipnorm = c.OptionalFloat("global_clipnorm"),
        UseEma = c.Bool("use_ema", false),
        EmaMomentum = c.Float("ema_momentum", 0.99f),
        EmaOverwriteFrequency = c.OptionalInt("ema_overwrite_frequency"),
        LossScaleFactor = c.OptionalFloat("loss_scale_factor"),
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
            .Set("loss_scale_factor", value.LossScaleFactor)
            .Set("gradient_accumulation_steps", value.GradientAccumulationSteps);
    }

    // As a text, Keras takes the class name in lower case.
    private static IEnumerable<KerasRow<Optimizer>> Of<T>(Func<ConfigReader, T> read, Action<T, ConfigWriter> write)
        where T : Optimizer =>
        NamedRows.Of<Optimizer, T>("keras.optimizers", read, write, typeof(T).Name, typeof(T).Name.ToLowerInvariant());

    private static LearningRate? Rate(ConfigReader config) => !config.Has("learning_rate") ? null
        : config.Get("learning_rate") is { ValueKind: JsonValueKind.Object } json
        ? config.Tables.Schedules.Read(json, $"{config.Place}.learning_rate", config.Tables)
        : config.Float("learning_rate");

    private static void Moments(AdaptiveMoments value, ConfigWriter c) =>
        c.Set("beta_1", value.Beta1).Set("beta_2", value.Beta2).Set("epsilon", value.Epsilon)
            .Set("amsgrad", value.Amsgrad);
}
