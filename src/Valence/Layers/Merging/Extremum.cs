using Valence.Operations;

namespace Valence.Layers;

/// <summary>A merging layer in which a masked step of one input leaves the choice to the others.</summary>
public abstract class Extremum : Merge
{
    private protected Extremum(string? name) : base(name)
    {
    }

    /// <inheritdoc/>
    private protected sealed override Tensor Combine(Values x, int rank, CallContext call)
    {
        var (y, union) = (Expanded(x[0].Tensor, rank, call), OverFeatures(x[0], rank, call));
        for (var i = 1; i < x.Count; i++)
        {
            var (next, mask) = (Expanded(x[i].Tensor, rank, call), OverFeatures(x[i], rank, call));
            if (mask is not null) next = call.Select(mask, next, y);
            if (union is not null) y = call.Select(union, y, next);
            union = union is not null && mask is not null ? call.Maximum(union, mask) : null;
            y = Combine(y, next, call);
        }
        return y;
    }
}
