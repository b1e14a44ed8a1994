using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that combine several inputs.</summary>
internal static class MergingLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("Add", new Add(), _ => new()),
        LayerTable.Row("Subtract", new Subtract(), _ => new()),
        LayerTable.Row("Multiply", new Multiply(), _ => new()),
        LayerTable.Row("Average", new Average(), _ => new()),
        LayerTable.Row("Maximum", new Maximum(), _ => new()),
        LayerTable.Row("Minimum", new Minimum(), _ => new()),
        LayerTable.Row("Concatenate", new Concatenate(), f => new(f.Of(d => d.Axis))),
        LayerTable.Row("Dot", new Dot(1), f => new(f.Need(d => d.Axes, FieldKinds.OneOrTwo))
        {
            Normalize = f.Of(d => d.Normalize),
        }),
    ];
}
