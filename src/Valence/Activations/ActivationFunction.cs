using Valence.Execution;
using Valence.Saving;

namespace Valence;

/// <summary>A function of a layer's result, such as relu or softmax, under Keras' name.</summary>
/// <param name="name">Keras' name, as files have it.</param>
/// <param name="function">The function, written with operations.</param>
public sealed class ActivationFunction(string name, Func<CallContext, Tensor, Tensor> function)
{
    /// <summary>The function of one of Keras' names, such as <c>relu</c>.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator ActivationFunction(string name) => KerasTables.Default.ActivationNamed(name);

    /// <summary>Keras' name.</summary>
    public string Name { get; } = name;

    /// <summary>Applies the function.</summary>
    public Tensor Apply(CallContext call, Tensor x) => function(call, x);

    /// <summary>Keras' name.</summary>
    public override string ToString() => Name;
}
