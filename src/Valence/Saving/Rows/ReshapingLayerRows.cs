using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that move or repeat elements.</summary>
internal static class ReshapingLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("Flatten", new Flatten(), f => new() { DataFormat = f.Of(d => d.DataFormat) }),

        LayerTable.Row("Reshape", new Reshape([1]), f => new(f.Need(d => d.TargetShape, Lengths))),

        LayerTable.Row("Permute", new Permute(1), f => new([.. f.Need(d => d.Dims)])),

        LayerTable.Row("RepeatVector", new RepeatVector(1), f => new(f.Need(d => d.N))),

        LayerTable.Row("UpSampling1D", new UpSampling1D(), f => new(f.Of(d => d.Size, FieldKinds.PlainSize))),

        LayerTable.Row("ZeroPadding1D", new ZeroPadding1D(), f => new(
            f.Of(d => (d.Before, d.After), FieldKinds.Pair, "padding")) { DataFormat = f.Of(d => d.DataFormat) }),

        LayerTable.Row("Cropping1D", new Cropping1D(), f => new(
            f.Of(d => (d.Start, d.End), FieldKinds.Pair, "cropping"))),
    ];

    // −1 stands for the length that is not told.
    private static FieldKind<Shape> Lengths { get; } = new((c, name) => c.Shape(name, least: -1),
        (c, name, shape) => c.Set(name, shape.AsSpan().ToArray()));
}
