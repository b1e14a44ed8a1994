using Valence.Operations;

namespace Valence.Layers;

/// <summary>The first input less the second, element by element.</summary>
/// <remarks>Two inputs <c>[batch, …]</c> that broadcast together; output of their common shape, with a mask where both
/// have one. No weights.</remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Subtract(string? name = null) : Merge(name)
{
    /// <inheritdoc/>
    private protected override (int Least, int Most) Arity => (2, 2);

    /// <inheritdoc/>
    private protected override Tensor Combine(Tensor soFar, Tensor next, CallContext call) =>
        call.Subtract(soFar, next);
}
