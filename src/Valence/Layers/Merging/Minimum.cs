using Valence.Operations;

namespace Valence.Layers;

/// <summary>The smallest of the inputs, element by element; a masked step of one input leaves the choice to the
/// others.</summary>
/// <remarks>Inputs <c>[batch, …]</c> that broadcast together; output of their common shape, with a mask where all
/// inputs have one. No weights.</remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Minimum(string? name = null) : Extremum(name)
{
    /// <inheritdoc/>
    private protected override Tensor Combine(Tensor soFar, Tensor next, CallContext call) => call.Minimum(soFar, next);
}
