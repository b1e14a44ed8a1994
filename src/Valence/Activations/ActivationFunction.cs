using Valence.Execution;

namespace Valence;

/// <summary>A function of a layer's result, such as relu or softmax, under Keras' name.</summary>
/// <param name="name">Keras' name, as files have it.</param>
/// <param name="function">The function, written with operations.</param>
public sealed class ActivationFunction(string name, Func<CallContext, Tensor, Tensor> function)
{
    /// <summary>Keras' name.</summary>
    public string Name { get; } = name;

    /// <summary>Applies the function.</summary>
    public Tensor Apply(CallContext call, Tensor x) => function(call, x);

    /// <summary>Keras' name.</summary>
    public override string ToString() => Name;
}
