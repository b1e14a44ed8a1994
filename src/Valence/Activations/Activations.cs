using Valence.Operations;

namespace Valence;

/// <summary>Keras' activation functions.</summary>
public static class Activations
{
    /// <summary>The identity.</summary>
    public static ActivationFunction Linear { get; } = new("linear", (call, x) => x);

    /// <summary><c>max(x, 0)</c>.</summary>
    public static ActivationFunction Relu { get; } = new("relu", (call, x) => call.Relu(x));

    /// <summary><c>1 / (1 + e⁻ˣ)</c>.</summary>
    public static ActivationFunction Sigmoid { get; } = new("sigmoid", (call, x) => call.Sigmoid(x));

    /// <summary>The hyperbolic tangent.</summary>
    public static ActivationFunction Tanh { get; } = new("tanh", (call, x) => call.Tanh(x));

    /// <summary>Exponentials of the last axis divided by their sum.</summary>
    public static ActivationFunction Softmax { get; } = new("softmax", (call, x) => call.Softmax(x));
}
