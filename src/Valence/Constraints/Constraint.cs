using Valence.Execution;

namespace Valence.Constraints;

/// <summary>A projection that a weight goes through after each optimizer step.</summary>
public abstract class Constraint
{
    /// <summary>The nearest allowed weight, of the same shape.</summary>
    public abstract Tensor Project(Tensor weight, CallContext call);
}
