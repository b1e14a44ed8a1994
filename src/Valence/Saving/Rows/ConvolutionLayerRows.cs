using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the convolutions.</summary>
internal static class ConvolutionLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("Conv1D", new Conv1D(1, 1), f => new(
            f.Unused(CoreLayerRows.Lora).Need(d => d.Filters), f.Need(d => d.KernelSize, FieldKinds.Size),
            f.Of(d => d.Strides, FieldKinds.Size),
            f.Of(d => d.Padding), f.Of(d => d.Activation), f.Of(d => d.UseBias))
        {
            DataFormat = f.Of(d => d.DataFormat), DilationRate = f.Of(d => d.DilationRate, FieldKinds.Size),
            Groups = f.Of(d => d.Groups), KernelInitializer = f.Of(d => d.KernelInitializer),
            KernelRegularizer = f.Of(d => d.KernelRegularizer), KernelConstraint = f.Of(d => d.KernelConstraint),
            BiasInitializer = f.Of(d => d.BiasInitializer), BiasRegularizer = f.Of(d => d.BiasRegularizer),
            BiasConstraint = f.Of(d => d.BiasConstraint),
        }),

        LayerTable.Row("DepthwiseConv1D", new DepthwiseConv1D(1), f => new(
            f.Need(d => d.KernelSize, FieldKinds.Size), f.Of(d => d.Strides, FieldKinds.Size),
            f.Of(d => d.Padding), f.Of(d => d.Activation), f.Of(d => d.UseBias))
        {
            DataFormat = f.Of(d => d.DataFormat), DilationRate = f.Of(d => d.DilationRate, FieldKinds.Size),
            DepthMultiplier = f.Of(d => d.DepthMultiplier), DepthwiseInitializer = f.Of(d => d.DepthwiseInitializer),
            DepthwiseRegularizer = f.Of(d => d.DepthwiseRegularizer),
            DepthwiseConstraint = f.Of(d => d.DepthwiseConstraint), BiasInitializer = f.Of(d => d.BiasInitializer),
            BiasRegularizer = f.Of(d => d.BiasRegularizer), BiasConstraint = f.Of(d => d.BiasConstraint),
        }),

        LayerTable.Row("SeparableConv1D", new SeparableConv1D(1, 1), f => new(
            f.Unused(CoreLayerRows.Lora).Need(d => d.Filters), f.Need(d => d.KernelSize, FieldKinds.Size),
            f.Of(d => d.Strides, FieldKinds.Size),
            f.Of(d => d.Padding), f.Of(d => d.Activation), f.Of(d => d.UseBias))
        {
            DataFormat = f.Of(d => d.DataFormat), DilationRate = f.Of(d => d.DilationRate, FieldKinds.Size),
            DepthMultiplier = f.Of(d => d.DepthMultiplier), DepthwiseInitializer = f.Of(d => d.DepthwiseInitializer),
            DepthwiseRegularizer = f.Of(d => d.DepthwiseRegularizer),
            DepthwiseConstraint = f.Of(d => d.DepthwiseConstraint),
            PointwiseInitializer = f.Of(d => d.PointwiseInitializer),
            PointwiseRegularizer = f.Of(d => d.PointwiseRegularizer),
            PointwiseConstraint = f.Of(d => d.PointwiseConstraint), BiasInitializer = f.Of(d => d.BiasInitializer),
            BiasRegularizer = f.Of(d => d.BiasRegularizer), BiasConstraint = f.Of(d => d.BiasConstraint),
        }),

        LayerTable.Row("Conv1DTranspose", new Conv1DTranspose(1, 1), f => new(
            f.Unused(CoreLayerRows.Lora).Need(d => d.Filters), f.Need(d => d.KernelSize, FieldKinds.Size),
            f.Of(d => d.Strides, FieldKinds.Size),
            f.Of(d => d.Padding), f.Of(d => d.Activation), f.Of(d => d.UseBias))
        {
            DataFormat = f.Of(d => d.DataFormat), DilationRate = f.Of(d => d.DilationRate, FieldKinds.Size),
            OutputPadding = f.Of(d => d.OutputPadding, FieldKinds.SizeOrNull),
            KernelInitializer = f.Of(d => d.KernelInitializer), KernelRegularizer = f.Of(d => d.KernelRegularizer),
            KernelConstraint = f.Of(d => d.KernelConstraint), BiasInitializer = f.Of(d => d.BiasInitializer),
            BiasRegularizer = f.Of(d => d.BiasRegularizer), BiasConstraint = f.Of(d => d.BiasConstraint),
        }),
    ];
}
