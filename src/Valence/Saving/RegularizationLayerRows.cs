using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that act in training alone, and of those that act on the loss.</summary>
internal static class RegularizationLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<Dropout>("Dropout",
            c => new(c.Float("rate")) { NoiseShape = NoiseShape(c), Seed = Seed(c) },
            (layer, c) => NoiseShape(c.Set("rate", layer.Rate).Set("seed", layer.Seed), layer.NoiseShape)),

        LayerTable.Row<SpatialDropout1D>("SpatialDropout1D",
            c => new(c.Float("rate")) { Seed = Seed(c) },
            WriteSpatialDropout),

        LayerTable.Row<GaussianNoise>("GaussianNoise",
            c => new(c.Float("stddev")) { Seed = Seed(c) },
            (layer, c) => c.Set("stddev", layer.Stddev).Set("seed", layer.Seed)),

        LayerTable.Row<GaussianDropout>("GaussianDropout",
            c => new(c.Float("rate")) { Seed = Seed(c) },
            (layer, c) => c.Set("rate", layer.Rate).Set("seed", layer.Seed)),

        LayerTable.Row<AlphaDropout>("AlphaDropout",
            c => new(c.Float("rate")) { NoiseShape = NoiseShape(c), Seed = Seed(c) },
            (layer, c) => NoiseShape(c.Set("rate", layer.Rate).Set("seed", layer.Seed), layer.NoiseShape)),

        LayerTable.Row<ActivityRegularization>("ActivityRegularization",
            c => new(c.Float("l1", 0), c.Float("l2", 0)),
            (layer, c) => c.Set("l1", layer.L1).Set("l2", layer.L2)),

        LayerTable.Row<Lambda>("Lambda",
            c => throw new ConfigException(c.Place,
                "a Lambda layer, whose function is Python code that Valence does not run. Replace it in Keras by "
                    + "layers of its own before saving", "J09"),
            (layer, c) => throw new ConfigException(layer.Name,
                "a Lambda layer cannot be written: its function is code, and files hold no code. Make it a class "
                    + "and register it in the layer table")),
    ];

    /// <summary>The seed of a layer's draws, that of a generator included.</summary>
    public static int? Seed(ConfigReader config) => config.OptionalInt("seed");

    private static Shape? NoiseShape(ConfigReader config) =>
        config.Has("noise_shape") ? config.Shape("noise_shape") : null;

    private static void NoiseShape(ConfigWriter config, Shape? value)
    {
        if (value is { } shape) config.Set("noise_shape", shape);
        else config.Set("noise_shape", (System.Text.Json.Nodes.JsonNode?)null);
    }

    // Keras' constructor takes fewer fields here than every other layer's.
    private static void WriteSpatialDropout(SpatialDropout1D layer, ConfigWriter config)
    {
        config.Json.Remove("trainable");
        config.Set("rate", layer.Rate).Set("seed", layer.Seed);
    }
}
