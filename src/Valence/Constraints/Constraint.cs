using Valence.Operations;

namespace Valence.Constraints;

/// <summary>A projection that a weight goes through after each optimizer step.</summary>
public abstract class Constraint
{
    /// <summary>The constraint of one of Keras' names, such as <c>non_neg</c>, with Keras' defaults.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator Constraint(string name) => Named.Constraint(name);

    /// <summary>The nearest allowed weight, of the same shape.</summary>
    public abstract Tensor Project(Tensor weight, CallContext call);
}
