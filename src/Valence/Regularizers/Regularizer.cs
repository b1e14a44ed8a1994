using Valence.Execution;

namespace Valence.Regularizers;

/// <summary>A penalty on weights or outputs that is added to the loss.</summary>
public abstract class Regularizer
{
    /// <summary>The penalty of <paramref name="x"/>: a scalar.</summary>
    public abstract Tensor Penalty(Tensor x, CallContext call);
}
