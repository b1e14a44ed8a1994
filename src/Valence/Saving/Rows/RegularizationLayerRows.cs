using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that act in training alone, and of those that act on the loss.</summary>
internal static class RegularizationLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("Dropout", new Dropout(0), f => new(f.Need(d => d.Rate))
        {
            NoiseShape = f.Of(d => d.NoiseShape), Seed = f.Of(d => d.Seed, FieldKinds.Seed),
        }),

        // Keras' constructor takes fewer fields here than every other layer's.
        LayerTable.Row("SpatialDropout1D", new SpatialDropout1D(0), f => new(f.Without("trainable").Need(d => d.Rate))
        {
            Seed = f.Of(d => d.Seed, FieldKinds.Seed),
        }),

        LayerTable.Row("GaussianNoise", new GaussianNoise(0), f => new(f.Need(d => d.Stddev))
        {
            Seed = f.Of(d => d.Seed, FieldKinds.Seed),
        }),

        LayerTable.Row("GaussianDropout", new GaussianDropout(0), f => new(f.Need(d => d.Rate))
        {
            Seed = f.Of(d => d.Seed, FieldKinds.Seed),
        }),

        LayerTable.Row("AlphaDropout", new AlphaDropout(0), f => new(f.Need(d => d.Rate))
        {
            NoiseShape = f.Of(d => d.NoiseShape), Seed = f.Of(d => d.Seed, FieldKinds.Seed),
        }),

        LayerTable.Row("ActivityRegularization", new ActivityRegularization(), f => new(
            f.Of(d => d.L1), f.Of(d => d.L2))),

        LayerTable.Row<Lambda>("Lambda",
            c => throw new ConfigException(c.Place,
                "a Lambda layer, whose function is Python code that Valence does not run. Replace it in Keras by "
                    + "layers of its own before saving", "J09"),
            (layer, c) => throw new ConfigException(layer.Name,
                "a Lambda layer cannot be written: its function is code, and files hold no code. Make it a class "
                    + "and register it in the layer table")),
    ];
}
