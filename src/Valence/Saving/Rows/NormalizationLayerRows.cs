using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the normalizations.</summary>
internal static class NormalizationLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("LayerNormalization", new LayerNormalization(), f => new(
            f.Of(d => d.Epsilon), f.Of(d => d.Center), f.Of(d => d.Scale))
        {
            Axis = f.Of(d => d.Axis), RmsScaling = f.Of(d => d.RmsScaling),
            GammaInitializer = f.Of(d => d.GammaInitializer), GammaRegularizer = f.Of(d => d.GammaRegularizer),
            GammaConstraint = f.Of(d => d.GammaConstraint), BetaInitializer = f.Of(d => d.BetaInitializer),
            BetaRegularizer = f.Of(d => d.BetaRegularizer), BetaConstraint = f.Of(d => d.BetaConstraint),
        }),

        LayerTable.Row("BatchNormalization", new BatchNormalization(), f => new(
            f.Only("renorm", false, "batch renormalization is not supported", isWritten: false)
                .Unused("renorm_clipping", "renorm_momentum", "synchronized", "virtual_batch_size", "adjustment",
                    "fused")
                .Of(d => d.Momentum), f.Of(d => d.Epsilon), f.Of(d => d.Center), f.Of(d => d.Scale))
        {
            Axis = f.Of(d => d.Axis, FieldKinds.PlainSize), GammaInitializer = f.Of(d => d.GammaInitializer),
            GammaRegularizer = f.Of(d => d.GammaRegularizer), GammaConstraint = f.Of(d => d.GammaConstraint),
            BetaInitializer = f.Of(d => d.BetaInitializer), BetaRegularizer = f.Of(d => d.BetaRegularizer),
            BetaConstraint = f.Of(d => d.BetaConstraint), MovingMeanInitializer = f.Of(d => d.MovingMeanInitializer),
            MovingVarianceInitializer = f.Of(d => d.MovingVarianceInitializer),
        }),

        LayerTable.Row("GroupNormalization", new GroupNormalization(), f => new(
            f.Of(d => d.Groups), f.Of(d => d.Epsilon), f.Of(d => d.Center), f.Of(d => d.Scale))
        {
            Axis = f.Of(d => d.Axis, FieldKinds.PlainSize), GammaInitializer = f.Of(d => d.GammaInitializer),
            GammaRegularizer = f.Of(d => d.GammaRegularizer), GammaConstraint = f.Of(d => d.GammaConstraint),
            BetaInitializer = f.Of(d => d.BetaInitializer), BetaRegularizer = f.Of(d => d.BetaRegularizer),
            BetaConstraint = f.Of(d => d.BetaConstraint),
        }),

        LayerTable.Row("RMSNormalization", new RmsNormalization(), f => new(f.Of(d => d.Epsilon))
        {
            Axis = f.Of(d => d.Axis),
        }),

        LayerTable.Row("UnitNormalization", new UnitNormalization(), f => new()
        {
            Axis = f.Of(d => d.Axis, FieldKinds.OneOrMany),
        }),

        LayerTable.Row("SpectralNormalization", new SpectralNormalization(new Dense(1)), f => new(
            f.Layer(d => d.Layer), f.Of(d => d.PowerIterations))),
    ];
}
