using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that combine several inputs.</summary>
internal static class MergingLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        Plain<Add>("Add"),
        Plain<Subtract>("Subtract"),
        Plain<Multiply>("Multiply"),
        Plain<Average>("Average"),
        Plain<Maximum>("Maximum"),
        Plain<Minimum>("Minimum"),

        LayerTable.Row<Concatenate>("Concatenate",
            c => new(c.Int("axis", -1)),
            (layer, c) => c.Set("axis", layer.Axis)),

        LayerTable.Row<Dot>("Dot", ReadDot, WriteDot),
    ];

    private static KerasRow<Layer> Plain<TLayer>(string className) where TLayer : Layer, new() =>
        LayerTable.Row<TLayer>(className, c => new(), (layer, c) => { });

    private static Dot ReadDot(ConfigReader config)
    {
        var axes = config.Ints("axes");
        if (axes.Count is 0 or > 2) throw config.Wrong("axes", "one or two integers");
        return new(axes[0], axes[^1]) { Normalize = config.Bool("normalize", false) };
    }

    private static void WriteDot(Dot layer, ConfigWriter config)
    {
        var (first, second) = layer.Axes;
        if (first == second) config.Set("axes", first);
        else config.Set("axes", (int[])[first, second]);
        config.Set("normalize", layer.Normalize);
    }
}
