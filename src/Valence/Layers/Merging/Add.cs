using Valence.Operations;

namespace Valence.Layers;

/// <summary>The sum of the inputs, element by element.</summary>
/// <remarks>Inputs <c>[batch, …]</c> that broadcast together; output of their common shape, with a mask where all
/// inputs have one. No weights.</remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Add(string? name = null) : Merge(name)
{
    /// <inheritdoc/>
    private protected override Tensor Combine(Tensor soFar, Tensor next, CallContext call) => call.Add(soFar, next);
}
