using System.Collections.Frozen;

namespace Valence.Saving;

/// <summary>Keras' activation functions by name, second names included.</summary>
internal static class ActivationTable
{
    public static IReadOnlyDictionary<string, ActivationFunction> Keras { get; } = ByName();

    private static FrozenDictionary<string, ActivationFunction> ByName()
    {
        ActivationFunction[] functions =
        [
            Activations.Linear, Activations.Relu, Activations.Relu6, Activations.LeakyRelu, Activations.Elu,
            Activations.Selu, Activations.Celu, Activations.Glu,
            Activations.Gelu, Activations.GeluApproximate, Activations.Sigmoid, Activations.HardSigmoid,
            Activations.SparseSigmoid, Activations.LogSigmoid,
            Activations.Silu, Activations.HardSilu, Activations.Tanh, Activations.HardTanh, Activations.TanhShrink,
            Activations.SoftShrink, Activations.HardShrink,
            Activations.Softplus, Activations.Softsign, Activations.SparsePlus, Activations.Squareplus,
            Activations.Exponential, Activations.Mish,
            Activations.Softmax, Activations.LogSoftmax, Activations.Sparsemax,
        ];
        return functions.Select(function => KeyValuePair.Create(function.Name, function))
            .Append(new("swish", Activations.Silu))
            .Append(new("hard_swish", Activations.HardSilu))
            .Concat(Keras2.Activations.Select(function => KeyValuePair.Create(function.Name, function)))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }
}
