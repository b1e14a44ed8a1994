using Valence.Initializers;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that apply a function to each element or along an axis.</summary>
internal static class ActivationLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<Activation>("Activation",
            c => new(c.Activation("activation") ?? Activations.Linear),
            (layer, c) => c.Activation("activation", layer.Function)),

        LayerTable.Row<ReLU>("ReLU",
            c => new(c.OptionalFloat("max_value"), c.Float("negative_slope", 0), c.Float("threshold", 0)),
            (layer, c) => c.Set("max_value", layer.MaxValue).Set("negative_slope", layer.NegativeSlope)
                .Set("threshold", layer.Threshold)),

        LayerTable.Row<LeakyReLU>("LeakyReLU",
            c => new(c.Has("alpha") ? c.Float("alpha") : c.Float("negative_slope", 0.3f)),
            (layer, c) => c.Set("negative_slope", layer.NegativeSlope)),

        LayerTable.Row<ELU>("ELU",
            c => new(c.Float("alpha", 1)),
            (layer, c) => c.Set("alpha", layer.Alpha)),

        LayerTable.Row<PReLU>("PReLU",
            c => new()
            {
                SharedAxes = c.Has("shared_axes") ? c.Ints("shared_axes") : [],
                AlphaInitializer = c.Initializer("alpha_initializer", Initializer.Zeros),
                AlphaRegularizer = c.Regularizer("alpha_regularizer"),
                AlphaConstraint = c.Constraint("alpha_constraint"),
            },
            (layer, c) => c.Initializer("alpha_initializer", layer.AlphaInitializer)
                .Regularizer("alpha_regularizer", layer.AlphaRegularizer)
                .Constraint("alpha_constraint", layer.AlphaConstraint)
                .Set("shared_axes", layer.SharedAxes.Count > 0 ? layer.SharedAxes : null)),

        LayerTable.Row<Softmax>("Softmax",
            c => new() { Axis = c.Has("axis") ? c.Ints("axis") : [-1] },
            (layer, c) => Axes.Write(c, layer.Axis)),

        LayerTable.Row<Rescaling>("Rescaling",
            c => new(c.Floats("scale"), c.Has("offset") ? c.Floats("offset") : [0]),
            (layer, c) => Numbers(Numbers(c, "scale", layer.Scale), "offset", layer.Offset)),
    ];

    private static ConfigWriter Numbers(ConfigWriter config, string name, IReadOnlyList<float> values) =>
        values is [var only] ? config.Set(name, only) : config.Set(name, values);
}
