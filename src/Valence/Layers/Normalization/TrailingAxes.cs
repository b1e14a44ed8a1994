using Valence.Operations;

namespace Valence.Layers;

/// <summary>Some axes of a tensor brought to its end and merged into one, so that operations on the last axis serve any
/// axes.</summary>
internal sealed class TrailingAxes
{
    private readonly int[] _order;
    private readonly int[] _back;
    private readonly int _count;
    private readonly bool _isMoved;

    public TrailingAxes(Shape input, IReadOnlyList<int> axes)
    {
        Axes = Resolve(input, axes);
        _count = Axes.Count;
        _order = [.. Enumerable.Range(0, input.Rank).Except(Axes), .. Axes];
        _back = [.. Enumerable.Range(0, input.Rank).Select(axis => Array.IndexOf(_order, axis))];
        _isMoved = !_order.SequenceEqual(Enumerable.Range(0, input.Rank));
    }

    /// <summary>The axes, ascending and not negative.</summary>
    public IReadOnlyList<int> Axes { get; }

    /// <summary><paramref name="axes"/> of a tensor such as <paramref name="input"/>, ascending and not
    /// negative.</summary>
    /// <exception cref="ShapeException">One does not exist.</exception>
    public static int[] Resolve(Shape input, IReadOnlyList<int> axes)
    {
        foreach (var axis in axes)
            if (axis < -input.Rank || axis >= input.Rank)
                throw new ShapeException("axis", $"expected axes of {input}, received {axis}");
        return [.. axes.Select(input.Axis).Distinct().Order()];
    }

    /// <summary>Whether all of <paramref name="axes"/> are axes of <paramref name="input"/> other than the first, the
    /// batch.</summary>
    public static bool LeaveRows(Shape input, IReadOnlyList<int> axes) =>
        axes.All(axis => axis != 0 && axis < input.Rank && axis > -input.Rank);

    /// <summary>The elements of <paramref name="x"/> as <c>[other axes…, merged axes]</c>.</summary>
    public Tensor Merge(CallContext call, Tensor x)
    {
        var moved = _isMoved ? call.Transpose(x, _order) : x;
        return _count == 1 ? moved : call.Reshape(moved, moved.Shape[..^_count].Concat([-1]));
    }

    /// <summary>The way back: <paramref name="y"/>, merged, under the axes of <paramref name="like"/>.</summary>
    public Tensor Split(CallContext call, Tensor y, Tensor like)
    {
        if (!_isMoved) return call.ReshapeLike(y, like);
        var moved = like.Shape;
        for (var i = 0; i < _order.Length; i++) moved = moved.With(i, like.Shape[_order[i]]);
        return call.Transpose(call.Reshape(y, moved), _back);
    }
}
