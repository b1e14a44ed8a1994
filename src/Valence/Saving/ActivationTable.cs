using System.Collections.Frozen;

namespace Valence.Saving;

/// <summary>Keras' activation functions by name.</summary>
internal static class ActivationTable
{
    public static IReadOnlyDictionary<string, ActivationFunction> Keras { get; } =
        new[] { Activations.Linear, Activations.Relu, Activations.Sigmoid, Activations.Tanh, Activations.Softmax }
            .ToFrozenDictionary(activation => activation.Name, StringComparer.Ordinal);
}
