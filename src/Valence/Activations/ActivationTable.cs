using System.Collections.Frozen;
using Valence.Operations;
using Valence.Text;

namespace Valence;

/// <summary>Keras' activation functions by name, second names included.</summary>
internal static class ActivationTable
{
    /// <summary>Keras 2's function, under the name by which Valence writes it: its slope and range changed with Keras
    /// 3, which has none of them any more.</summary>
    public static ActivationFunction HardSigmoidOfKeras2 { get; } = new("hard_sigmoid_keras2", (call, x) =>
        call.Minimum(call.Relu(call.Add(call.Scale(x, 0.2f), call.Scalar(0.5f))), call.Scalar(1)));

    public static IReadOnlyDictionary<string, ActivationFunction> Keras { get; } = ByName();

    /// <summary>The activation function of a name in code.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static ActivationFunction Named(string name) => Keras.GetValueOrDefault(name)
        ?? throw new ArgumentException($"There is no activation function '{name}'. "
            + $"{NearName.Question(name, Keras.Keys)}The names are "
            + $"{string.Join(", ", Keras.Keys.Order(StringComparer.Ordinal))}.", nameof(name));

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
            Activations.Softmax, Activations.LogSoftmax, Activations.Sparsemax, HardSigmoidOfKeras2,
        ];
        return functions.Select(function => KeyValuePair.Create(function.Name, function))
            .Append(new("swish", Activations.Silu))
            .Append(new("hard_swish", Activations.HardSilu))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }
}
