using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that summarize steps.</summary>
internal static class PoolingLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("MaxPooling1D", new MaxPooling1D(), f => new(f.Of(d => d.PoolSize, FieldKinds.Size),
            f.Given(d => (int?)d.Strides, FieldKinds.SizeOrNull), f.Of(d => d.Padding))
        {
            DataFormat = f.Of(d => d.DataFormat),
        }),

        LayerTable.Row("AveragePooling1D", new AveragePooling1D(), f => new(f.Need(d => d.PoolSize, FieldKinds.Size),
            f.Given(d => (int?)d.Strides, FieldKinds.SizeOrNull), f.Of(d => d.Padding))
        {
            DataFormat = f.Of(d => d.DataFormat),
        }),

        LayerTable.Row("GlobalMaxPooling1D", new GlobalMaxPooling1D(), f => new(f.Of(d => d.KeepDims, name: "keepdims"))
        {
            DataFormat = f.Of(d => d.DataFormat),
        }),

        LayerTable.Row("GlobalAveragePooling1D", new GlobalAveragePooling1D(), f => new(
            f.Of(d => d.KeepDims, name: "keepdims"))
        {
            DataFormat = f.Of(d => d.DataFormat),
        }),

        LayerTable.Row("AdaptiveAveragePooling1D", new AdaptiveAveragePooling1D(1), f => new(
            f.Need(d => d.OutputSize, FieldKinds.Size)) { DataFormat = f.Of(d => d.DataFormat) }),

        LayerTable.Row("AdaptiveMaxPooling1D", new AdaptiveMaxPooling1D(1), f => new(
            f.Need(d => d.OutputSize, FieldKinds.Size)) { DataFormat = f.Of(d => d.DataFormat) }),
    ];
}
