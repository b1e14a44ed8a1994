using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that summarize steps.</summary>
internal static class PoolingLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<MaxPooling1D>("MaxPooling1D",
            c => new(Size(c)) { Strides = Strides(c), Padding = c.Choice("padding", Padding.Valid),
                DataFormat = c.Choice("data_format", DataFormat.ChannelsLast) },
            Write),

        LayerTable.Row<AveragePooling1D>("AveragePooling1D",
            c => new(Size(c)) { Strides = Strides(c), Padding = c.Choice("padding", Padding.Valid),
                DataFormat = c.Choice("data_format", DataFormat.ChannelsLast) },
            Write),

        LayerTable.Row<GlobalMaxPooling1D>("GlobalMaxPooling1D",
            c => new(c.Bool("keepdims", false)) { DataFormat = c.Choice("data_format", DataFormat.ChannelsLast) },
            (layer, c) => c.Choice("data_format", layer.DataFormat).Set("keepdims", layer.KeepDims)),

        LayerTable.Row<GlobalAveragePooling1D>("GlobalAveragePooling1D",
            c => new(c.Bool("keepdims", false)) { DataFormat = c.Choice("data_format", DataFormat.ChannelsLast) },
            (layer, c) => c.Choice("data_format", layer.DataFormat).Set("keepdims", layer.KeepDims)),
    ];

    private static int Size(ConfigReader config) => config.Has("pool_size") ? config.Size("pool_size") : 2;

    private static int Strides(ConfigReader config) => config.Has("strides") ? config.Size("strides") : Size(config);

    private static void Write(Pooling layer, ConfigWriter config) => config
        .Set("pool_size", (int[])[layer.PoolSize]).Choice("padding", layer.Padding)
        .Set("strides", (int[])[layer.Strides])
        .Choice("data_format", layer.DataFormat);
}
