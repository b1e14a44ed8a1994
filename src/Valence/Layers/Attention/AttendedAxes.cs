using Valence.Operations;

namespace Valence.Layers;

/// <summary>Inputs of attention with any axes between batch and features as sequences <c>[groups, steps, features]</c>:
/// the axes that are attended over are the steps, those that are not go with the batch.</summary>
internal sealed class AttendedAxes
{
    private readonly int _rank;
    private readonly int[] _axes;
    private readonly int[] _others;
    private readonly int[] _order;
    private readonly int[] _back;
    private readonly bool _isMoved;

    /// <param name="rank">The number of axes of the inputs.</param>
    /// <param name="axes">The axes that are attended over, in the order of the steps; all between batch and features
    /// when null.</param>
    /// <exception cref="ShapeException">One is not between batch and features, or stands twice.</exception>
    public AttendedAxes(int rank, IReadOnlyList<int>? axes)
    {
        _rank = rank;
        _axes = axes is null ? [.. Enumerable.Range(1, rank - 2)]
            : [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        if (_axes.Any(axis => axis < 1 || axis > rank - 2) || _axes.Distinct().Count() != _axes.Length
            || _axes.Length == 0)
            throw new ShapeException("attention", $"expected different axes from 1 to {rank - 2}, between batch and "
                + $"features, received [{string.Join(", ", axes ?? [])}]");
        _others = [.. Enumerable.Range(1, rank - 2).Except(_axes)];
        _order = [0, .. _others, .. _axes, rank - 1];
        _back = [.. Enumerable.Range(0, rank - 1).Select(axis => Array.IndexOf(_order, axis)),
            .. Enumerable.Range(rank - 1, Shape.MaxRank - rank + 1)];
        _isMoved = !_order.SequenceEqual(Enumerable.Range(0, rank));
    }

    /// <summary>Whether the inputs are sequences: one axis for time and none beside it.</summary>
    public bool IsSequence => _rank == 3;

    /// <summary>The axes that are attended over, not negative.</summary>
    public IReadOnlyList<int> Axes => _axes;

    /// <summary>The axes that go with the batch, ascending.</summary>
    public IReadOnlyList<int> Others => _others;

    /// <summary>The lengths of batch and of the axes that go with it.</summary>
    public Shape Groups(Shape x) => With(x[..1], x, _others);

    /// <summary>The lengths of the axes that are attended over.</summary>
    public Shape Steps(Shape x) => With(x[..0], x, _axes);

    /// <summary><paramref name="x"/> as <c>[groups, steps, features]</c>.</summary>
    public Tensor Merge(Tensor x, CallContext call)
    {
        if (IsSequence) return x;
        var moved = _isMoved ? call.Transpose(x, _order) : x;
        return call.Reshape(moved, [Groups(x.Shape).Count, Steps(x.Shape).Count, x.Shape[^1]]);
    }

    /// <summary>The way back: <paramref name="y"/> <c>[groups, steps, …]</c> under the axes of
    /// <paramref name="like"/>, with its own after them.</summary>
    public Tensor Split(Tensor y, Shape like, CallContext call)
    {
        if (IsSequence) return y;
        var own = y.Shape[2..];
        var split = call.Reshape(y, Groups(like).Concat(Steps(like)).Concat(own));
        if (!_isMoved) return split;
        return call.Transpose(split, _back.AsSpan(0, split.Shape.Rank));
    }

    private static Shape With(Shape shape, Shape x, int[] axes)
    {
        foreach (var axis in axes) shape = shape.Insert(shape.Rank, x[axis]);
        return shape;
    }
}
