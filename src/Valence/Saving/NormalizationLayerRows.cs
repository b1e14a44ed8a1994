using Valence.Initializers;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the normalizations.</summary>
internal static class NormalizationLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<LayerNormalization>("LayerNormalization",
            c => new(c.Float("epsilon", 1e-3f), c.Bool("center", true), c.Bool("scale", true))
            {
                Axis = Axis(c),
                RmsScaling = c.Bool("rms_scaling", false),
                GammaInitializer = c.Initializer("gamma_initializer", Initializer.Ones),
                GammaRegularizer = c.Regularizer("gamma_regularizer"),
                GammaConstraint = c.Constraint("gamma_constraint"),
                BetaInitializer = c.Initializer("beta_initializer", Initializer.Zeros),
                BetaRegularizer = c.Regularizer("beta_regularizer"),
                BetaConstraint = c.Constraint("beta_constraint"),
            },
            (layer, c) => c.Set("axis", layer.Axis).Set("epsilon", layer.Epsilon).Set("center", layer.Center)
                .Set("scale", layer.Scale).Set("rms_scaling", layer.RmsScaling)
                .Initializer("gamma_initializer", layer.GammaInitializer)
                .Regularizer("gamma_regularizer", layer.GammaRegularizer)
                .Constraint("gamma_constraint", layer.GammaConstraint)
                .Initializer("beta_initializer", layer.BetaInitializer)
                .Regularizer("beta_regularizer", layer.BetaRegularizer)
                .Constraint("beta_constraint", layer.BetaConstraint)),

        LayerTable.Row<BatchNormalization>("BatchNormalization",
            c => new(c.Float("momentum", 0.99f), c.Float("epsilon", 1e-3f), c.Bool("center", true),
                c.Bool("scale", true))
            {
                Axis = OneAxis(c),
                GammaInitializer = c.Initializer("gamma_initializer", Initializer.Ones),
                GammaRegularizer = c.Regularizer("gamma_regularizer"),
                GammaConstraint = c.Constraint("gamma_constraint"),
                BetaInitializer = c.Initializer("beta_initializer", Initializer.Zeros),
                BetaRegularizer = c.Regularizer("beta_regularizer"),
                BetaConstraint = c.Constraint("beta_constraint"),
                MovingMeanInitializer = c.Initializer("moving_mean_initializer", Initializer.Zeros),
                MovingVarianceInitializer = c.Bool("renorm", false)
                    ? throw c.Wrong("renorm", "false: batch renormalization is not supported")
                    : c.Initializer("moving_variance_initializer", Initializer.Ones),
            },
            (layer, c) => c.Set("axis", layer.Axis).Set("momentum", layer.Momentum).Set("epsilon", layer.Epsilon)
                .Set("center", layer.Center).Set("scale", layer.Scale)
                .Initializer("gamma_initializer", layer.GammaInitializer)
                .Regularizer("gamma_regularizer", layer.GammaRegularizer)
                .Constraint("gamma_constraint", layer.GammaConstraint)
                .Initializer("beta_initializer", layer.BetaInitializer)
                .Regularizer("beta_regularizer", layer.BetaRegularizer)
                .Constraint("beta_constraint", layer.BetaConstraint)
                .Initializer("moving_mean_initializer", layer.MovingMeanInitializer)
                .Initializer("moving_variance_initializer", layer.MovingVarianceInitializer)
                .Set("synchronized", false)),

        LayerTable.Row<GroupNormalization>("GroupNormalization",
            c => new(c.Int("groups", 32), c.Float("epsilon", 1e-3f), c.Bool("center", true), c.Bool("scale", true))
            {
                Axis = OneAxis(c),
                GammaInitializer = c.Initializer("gamma_initializer", Initializer.Ones),
                GammaRegularizer = c.Regularizer("gamma_regularizer"),
                GammaConstraint = c.Constraint("gamma_constraint"),
                BetaInitializer = c.Initializer("beta_initializer", Initializer.Zeros),
                BetaRegularizer = c.Regularizer("beta_regularizer"),
                BetaConstraint = c.Constraint("beta_constraint"),
            },
            (layer, c) => c.Set("groups", layer.Groups).Set("axis", layer.Axis).Set("epsilon", layer.Epsilon)
                .Set("center", layer.Center).Set("scale", layer.Scale)
                .Initializer("gamma_initializer", layer.GammaInitializer)
                .Regularizer("gamma_regularizer", layer.GammaRegularizer)
                .Constraint("gamma_constraint", layer.GammaConstraint)
                .Initializer("beta_initializer", layer.BetaInitializer)
                .Regularizer("beta_regularizer", layer.BetaRegularizer)
                .Constraint("beta_constraint", layer.BetaConstraint)),

        LayerTable.Row<RMSNormalization>("RMSNormalization",
            c => new(c.Float("epsilon", 1e-6f)) { Axis = Axis(c) },
            (layer, c) => c.Set("axis", layer.Axis).Set("epsilon", layer.Epsilon)),

        LayerTable.Row<UnitNormalization>("UnitNormalization",
            c => new() { Axis = Axis(c) },
            (layer, c) => Axes.Write(c, layer.Axis)),
    ];

    private static IReadOnlyList<int> Axis(ConfigReader config) => config.Has("axis") ? config.Ints("axis") : [-1];

    private static int OneAxis(ConfigReader config) => config.Has("axis") ? config.Size("axis") : -1;
}
