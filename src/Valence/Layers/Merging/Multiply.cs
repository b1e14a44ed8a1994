using Valence.Operations;

namespace Valence.Layers;

/// <summary>The product of the inputs, element by element; a masked step of an input counts as 1.</summary>
/// <remarks>Inputs <c>[batch, …]</c> that broadcast together; output of their common shape. Where all inputs have a
/// mask, the output has one too, and steps masked in all of them are 0. No weights.</remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Multiply(string? name = null) : Merge(name)
{
    /// <inheritdoc/>
    private protected override Tensor Combine(Tensor soFar, Tensor next, CallContext call) =>
        call.Multiply(soFar, next);

    /// <inheritdoc/>
    private protected override Tensor Combine(Values x, int rank, CallContext call)
    {
        var y = Unmasked(x[0], rank, call);
        var union = OverFeatures(x[0], rank, call);
        for (var i = 1; i < x.Count; i++)
        {
            y = call.Multiply(y, Unmasked(x[i], rank, call));
            union = union is not null && OverFeatures(x[i], rank, call) is { } mask ? call.Maximum(union, mask) : null;
        }
        return union is null ? y : call.Select(union, y, call.Scalar(0));
    }

    private static Tensor Unmasked(Value x, int rank, CallContext call)
    {
        var tensor = Expanded(x.Tensor, rank, call);
        return OverFeatures(x, rank, call) is { } mask ? call.Select(mask, tensor, call.Scalar(1)) : tensor;
    }
}
