using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that move or repeat elements.</summary>
internal static class ReshapingLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<Flatten>("Flatten",
            c => new() { DataFormat = c.Choice("data_format", DataFormat.ChannelsLast) },
            (layer, c) => c.Choice("data_format", layer.DataFormat)),

        LayerTable.Row<Reshape>("Reshape",
            c => new(c.Shape("target_shape", least: -1)),
            (layer, c) => c.Set("target_shape", layer.TargetShape.AsSpan().ToArray())),

        LayerTable.Row<Permute>("Permute",
            c => new([.. c.Ints("dims")]),
            (layer, c) => c.Set("dims", layer.Dims)),

        LayerTable.Row<RepeatVector>("RepeatVector",
            c => new(c.Int("n")),
            (layer, c) => c.Set("n", layer.N)),

        LayerTable.Row<UpSampling1D>("UpSampling1D",
            c => new(c.Has("size") ? c.Size("size") : 2),
            (layer, c) => c.Set("size", layer.Size)),

        LayerTable.Row<ZeroPadding1D>("ZeroPadding1D",
            c => new(Ends(c, "padding").First, Ends(c, "padding").Second) { DataFormat =
                c.Choice("data_format", DataFormat.ChannelsLast) },
            (layer, c) => c.Set("padding", (int[])[layer.Before, layer.After]).Choice("data_format", layer.DataFormat)),

        LayerTable.Row<Cropping1D>("Cropping1D",
            c => new(Ends(c, "cropping").First, Ends(c, "cropping").Second),
            (layer, c) => c.Set("cropping", (int[])[layer.Start, layer.End])),
    ];

    // One number for both ends, or a list of two; 1 where the field is missing.
    private static (int First, int Second) Ends(ConfigReader config, string name) =>
        !config.Has(name) ? (1, 1) : config.Ints(name) switch
        {
            [var both] => (both, both),
            [var first, var second] => (first, second),
            _ => throw config.Wrong(name, "one or two integers"),
        };
}
