using Valence.Execution;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>Inputs of attention with any axes between batch and features as sequences <c>[groups, steps, features]</c>:
/// the axes that are attended over are the steps, those that are not go with the batch.</summary>
internal sealed class AttendedAxes
{
    private readonly int _rank;
    private readonly int[] _order;
    private readonly bool _isMoved;

    /// <param name="rank">The number of axes of the inputs.</param>
    /// <param name="axes">The axes that are attended over, in the order of the steps; all between batch and features
    /// when null.</param>
    /// <exception cref="ShapeException">One is not between batch and features, or stands twice.</exception>
    public AttendedAxes(int rank, IReadOnlyList<int>? axes)
    {
        _rank = rank;
        Axes = axes is null ? [.. Enumerable.Range(1, rank - 2)] : [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        if (Axes.Any(axis => axis < 1 || axis > rank - 2) || Axes.Distinct().Count() != Axes.Count || Axes.Count == 0)
            throw new ShapeException("attention", $"expected different axes from 1 to {rank - 2}, between batch and "
                + $"features, received [{string.Join(", ", axes ?? [])}]");
        Others = [.. Enumerable.Range(1, rank - 2).Except(Axes)];
        _order = [0, .. Others, .. Axes, rank - 1];
        _isMoved = !_order.SequenceEqual(Enumerable.Range(0, rank));
    }

    /// <summary>The axes that are attended over, not negative.</summary>
    public IReadOnlyList<int> Axes { get; }

    /// <summary>The axes that go with the batch, ascending.</summary>
    public IReadOnlyList<int> Others { get; }

    /// <summary>The lengths of batch and of the axes that go with it.</summary>
    public Shape Groups(Shape x) => [x[0], .. Others.Select(axis => x[axis])];

    /// <summary>The lengths of the axes that are attended over.</summary>
    public Shape Steps(Shape x) => [.. Axes.Select(axis => x[axis])];

    /// <summary><paramref name="x"/> as <c>[groups, steps, features]</c>.</summary>
    public Tensor Merge(Tensor x, CallContext call)
    {
        if (_rank == 3) return x;
        var moved = _isMoved ? call.Transpose(x, _order) : x;
        return call.Reshape(moved, [Groups(x.Shape).Count, Steps(x.Shape).Count, x.Shape[^1]]);
    }

    /// <summary>The way back: <paramref name="y"/> <c>[groups, steps, …]</c> under the axes of
    /// <paramref name="like"/>, with its own after them.</summary>
    public Tensor Split(Tensor y, Shape like, CallContext call)
    {
        if (_rank == 3) return y;
        var own = y.Shape[2..];
        var split = call.Reshape(y, Groups(like).Concat(Steps(like)).Concat(own));
        if (!_isMoved) return split;
        int[] back = [.. Enumerable.Range(0, _rank - 1).Select(axis => Array.IndexOf(_order, axis)),
            .. Enumerable.Range(_rank - 1, own.Rank)];
        return call.Transpose(split, back);
    }
}
