using Valence.Optimizers;
using Valence.Schedules;

namespace Valence.Saving;

/// <summary>Keras' optimizers by class name, and by the names that <c>compile</c> takes.</summary>
internal sealed class OptimizerTable : KerasTable<Optimizer>
{
    private OptimizerTable() : base("optimizer",
    [
        .. Of(new Sgd(), f => new(Rate(f), f.Of(d => d.Momentum), f.Of(d => d.Nesterov))),
        .. Of(new Rmsprop(), f => new(Rate(f), f.Of(d => d.Rho), f.Of(d => d.Momentum), f.Of(d => d.Epsilon),
            f.Of(d => d.Centered))),
        .. Of(new Adam(), f => new(Rate(f), Beta1(f), Beta2(f), f.Of(d => d.Epsilon), f.Of(d => d.Amsgrad))),
        .. Of(new AdamW(), f => new(Rate(f), f.Of(d => d.WeightDecay) ?? AdamW.DefaultWeightDecay, Beta1(f), Beta2(f),
            f.Of(d => d.Epsilon), f.Of(d => d.Amsgrad))),
        .. Of(new Adagrad(), f => new(Rate(f), f.Of(d => d.InitialAccumulatorValue), f.Of(d => d.Epsilon))),
        .. Of(new Adadelta(), f => new(Rate(f), f.Of(d => d.Rho), f.Of(d => d.Epsilon))),
        .. Of(new Adamax(), f => new(Rate(f), f.Of(d => d.Beta1, name: "beta_1"), f.Of(d => d.Beta2, name: "beta_2"),
            f.Of(d => d.Epsilon))),
        .. Of(new Nadam(), f => new(Rate(f), f.Of(d => d.Beta1, name: "beta_1"), f.Of(d => d.Beta2, name: "beta_2"),
            f.Of(d => d.Epsilon))),
        .. Of(new Lion(), f => new(Rate(f), f.Of(d => d.Beta1, name: "beta_1"), f.Of(d => d.Beta2, name: "beta_2"))),
        .. Of(new Lamb(), f => new(Rate(f), f.Of(d => d.Beta1, name: "beta_1"), f.Of(d => d.Beta2, name: "beta_2"),
            f.Of(d => d.Epsilon))),
        .. Of(new Ftrl(), f => new(Rate(f), f.Of(d => d.LearningRatePower), f.Of(d => d.InitialAccumulatorValue),
            f.Of(d => d.L1RegularizationStrength, name: "l1_regularization_strength"),
            f.Of(d => d.L2RegularizationStrength, name: "l2_regularization_strength"))
        {
            L2ShrinkageRegularizationStrength = f.Of(d => d.L2ShrinkageRegularizationStrength,
                name: "l2_shrinkage_regularization_strength"),
            Beta = f.Of(d => d.Beta),
        }),
        .. Of(new Adafactor(), f => new(Rate(f), f.Of(d => d.Beta2Decay, name: "beta_2_decay"),
            f.Of(d => d.Epsilon1, name: "epsilon_1"), f.Of(d => d.Epsilon2, name: "epsilon_2"),
            f.Of(d => d.ClipThreshold), f.Of(d => d.RelativeStep))),
    ]) => WithoutMeaning = ["jit_compile", "is_legacy_optimizer"];

    public static KerasTable<Optimizer> Keras { get; } = new OptimizerTable();

    /// <inheritdoc/>
    private protected override void Share(Optimizer optimizer, Fields<Optimizer> f)
    {
        var name = f.Given(d => d.Name);
        // Keras has the rate before what all optimizers share.
        if (f.Reader is null) f.Of(d => d.LearningRate, RateKind);
        var settings = f.Part(d => d.Settings, s => new OptimizerSettings
        {
            Name = name,
            WeightDecay = s.Of(d => d.WeightDecay),
            Clipnorm = s.Of(d => d.Clipnorm),
            GlobalClipnorm = s.Of(d => d.GlobalClipnorm),
            Clipvalue = s.Of(d => d.Clipvalue),
            UseEma = s.Of(d => d.UseEma),
            EmaMomentum = s.Of(d => d.EmaMomentum),
            EmaOverwriteFrequency = s.Of(d => d.EmaOverwriteFrequency),
            LossScaleFactor = s.Of(d => d.LossScaleFactor),
            GradientAccumulationSteps = s.Of(d => d.GradientAccumulationSteps),
        });
        if (f.Reader is not { } reader) return;
        if (optimizer is Nadam && reader.Double("schedule_decay", 0.004) != 0.004)
            throw reader.Wrong("schedule_decay", "0.004, which Keras 3 has for all");
        optimizer.Settings = settings with { WeightDecay = settings.WeightDecay ?? optimizer.WeightDecay };
    }

    // As a text, Keras takes the class name in lower case.
    private static IEnumerable<KerasRow<Optimizer>> Of<T>(T prototype, Func<Fields<T>, T> fields)
        where T : Optimizer => NamedRows.Of<Optimizer, T>("keras.optimizers", prototype, fields, prototype.KerasName,
            prototype.KerasName.ToLowerInvariant());

    // Keras 2 has 'lr', and a decay of its own that Keras 3 has as a schedule.
    private static LearningRate Rate<T>(Fields<T> f) where T : Optimizer =>
        f.Of(d => d.LearningRate, RateKind, also: "lr");

    private static FieldKind<LearningRate> RateKind { get; } = FieldKinds.Usual<LearningRate>() with
    {
        Read = ReadRate,
    };

    private static LearningRate ReadRate(ConfigReader c, string name)
    {
        var rate = FieldKinds.Usual<LearningRate>().Read(c, name);
        var decay = c.Float("decay", 0);
        if (decay == 0) return rate;
        if (rate.Schedule is not null) throw c.Wrong("decay", "0 beside a schedule");
        c.Tables.Notes?.Add("the optimizer's decay is read as the schedule InverseTimeDecay, which is the same");
        return new InverseTimeDecay(rate.Value, 1, decay);
    }

    private static double Beta1<T>(Fields<T> f) where T : AdaptiveMoments => f.Of(d => d.Beta1, name: "beta_1");

    private static double Beta2<T>(Fields<T> f) where T : AdaptiveMoments => f.Of(d => d.Beta2, name: "beta_2");
}
