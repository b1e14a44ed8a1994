using Valence.Layers;

namespace Valence.Graphs;

/// <summary>The rows of the two operations that Keras keeps with its activation functions.</summary>
internal static class ActivationRows
{
    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        KerasOperation.Of($"{KerasOperation.Activations}.ReLU(x; negative_slope, max_value, threshold)", o =>
        {
            var function = new ReLU(o.Has("max_value") ? o.Number("max_value") : null, o.Number("negative_slope", 0),
                o.Number("threshold", 0));
            var x = o.OnlyFloats(o["x"]);
            return x with { Tensor = function.Apply(x.Tensor, o.Call) };
        }),
        KerasOperation.Of($"{KerasOperation.Activations}.Mish(x)", o =>
        {
            var x = o.OnlyFloats(o["x"]);
            return x with { Tensor = Activations.Mish.Apply(o.Call, x.Tensor) };
        }),
    ];
}
