using Valence.Execution;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>The sum of the inputs, element by element.</summary>
/// <remarks>Inputs <c>[batch, …]</c> that broadcast together; output of their common shape, with a mask where all
/// inputs have one. No weights.</remarks>
public sealed class Add : Merge
{
    /// <inheritdoc/>
    private protected override Tensor Combine(Tensor soFar, Tensor next, CallContext call) => call.Add(soFar, next);
}
