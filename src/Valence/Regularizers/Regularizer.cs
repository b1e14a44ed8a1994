using Valence.Operations;

namespace Valence.Regularizers;

/// <summary>A penalty on weights or outputs that is added to the loss.</summary>
public abstract class Regularizer
{
    /// <summary>The regularizer of one of Keras' names, such as <c>l2</c>, with Keras' defaults.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator Regularizer(string name) => Named.Regularizer(name);

    /// <summary>The penalty of <paramref name="x"/>: a scalar.</summary>
    public abstract Tensor Penalty(Tensor x, CallContext call);
}
