using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that apply a function to each element or along an axis.</summary>
internal static class ActivationLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("Activation", new Activation(Activations.Linear), f => new(
            f.Need(d => (ActivationFunction?)d.Function, name: "activation") ?? Activations.Linear)),

        LayerTable.Row("ReLU", new Relu(), f => new(
            f.Of(d => d.MaxValue), f.Of(d => d.NegativeSlope), f.Of(d => d.Threshold))),

        LayerTable.Row("LeakyReLU", new LeakyRelu(), f => new(f.Of(d => d.NegativeSlope, also: "alpha"))),

        LayerTable.Row("ELU", new Elu(), f => new(f.Of(d => d.Alpha))),

        LayerTable.Row("PReLU", new PRelu(), f => new()
        {
            AlphaInitializer = f.Of(d => d.AlphaInitializer), AlphaRegularizer = f.Of(d => d.AlphaRegularizer),
            AlphaConstraint = f.Of(d => d.AlphaConstraint),
            SharedAxes = f.Of(d => d.SharedAxes, FieldKinds.NullIfEmpty),
        }),

        LayerTable.Row("Softmax", new Softmax(), f => new()
        {
            Axis = f.Of(d => d.Axis, FieldKinds.OneOrMany),
        }),

        LayerTable.Row("Rescaling", new Rescaling(1), f => new(
            f.Need(d => d.Scale, FieldKinds.OneOrManyNumbers)!, f.Of(d => d.Offset, FieldKinds.OneOrManyNumbers)!)),
    ];
}
