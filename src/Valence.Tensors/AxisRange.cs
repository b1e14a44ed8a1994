namespace Valence;

/// <summary>A position or a range along an axis: <c>0</c>, <c>^1</c>, <c>..3</c>, <c>..</c>.</summary>
public readonly struct AxisRange
{
    private readonly Range _range;

    private AxisRange(Range range, bool isPosition) => (_range, IsPosition) = (range, isPosition);

    /// <summary>Whether it is a single position, so that the axis goes.</summary>
    internal bool IsPosition { get; }

    /// <summary>One position.</summary>
    public static implicit operator AxisRange(int position) =>
        new(position < 0 ? ^-position..^(-position - 1) : position..(position + 1), true);

    /// <summary>One position, such as <c>^1</c> for the last.</summary>
    public static implicit operator AxisRange(Index position) =>
        new(position.IsFromEnd ? position..^(position.Value - 1) : position..(position.Value + 1), true);

    /// <summary>A range of positions.</summary>
    public static implicit operator AxisRange(Range range) => new(range, false);

    /// <summary>The first position and their number on an axis of so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The axis has not so many.</exception>
    internal (int Start, int Length) On(int axis, Shape shape)
    {
        var length = shape[axis];
        var (start, end) = (_range.Start.GetOffset(length), _range.End.GetOffset(length));
        if (start < 0 || end > length || start > end)
            throw new ArgumentOutOfRangeException(nameof(axis), IsPosition ? start : _range, $"Expected positions from "
                + $"0 to {length - 1} of axis {axis} of {shape}, received {(IsPosition ? start : _range)}.");
        return (start, end - start);
    }
}
