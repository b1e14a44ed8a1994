using Valence.Operations;

namespace Valence.Constraints;

/// <summary>A constraint on the lengths of a weight's vectors, such as the incoming weights of each unit of a Dense
/// layer along axis 0.</summary>
/// <param name="axes">The axes along which a vector lies; axis 0 where none is given.</param>
public abstract class NormConstraint(ReadOnlySpan<int> axes) : Constraint
{
    private const float Epsilon = 1e-7f;

    private readonly int[] _axes = axes.IsEmpty ? [0] : axes.ToArray();

    /// <summary>The axes along which a vector lies.</summary>
    public IReadOnlyList<int> Axes => _axes;

    /// <inheritdoc/>
    public sealed override Tensor Project(Tensor weight, CallContext call)
    {
        var norms = call.Sqrt(call.Sum(call.Square(weight), keepDims: true, _axes));
        return call.Multiply(weight, call.Divide(Desired(norms, call), call.Shift(norms, Epsilon)));
    }

    /// <summary>The lengths that vectors of lengths <paramref name="norms"/> should have.</summary>
    protected abstract Tensor Desired(Tensor norms, CallContext call);
}
