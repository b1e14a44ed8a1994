
namespace Valence.Models;

/// <summary>What an index takes of one axis: a position, a range, positions in any order, or a new axis.</summary>
/// <remarks>
/// <c>x[0]</c> and <c>x[^1]</c> are the first and the last position, and the axis disappears; <c>x[.., 1..3]</c> keeps
/// all of the first axis and two positions of the second, Keras' <c>x[:, 1:3]</c>. Ranges may end beyond the axis, as
/// in Python.
/// </remarks>
public readonly struct AxisKey
{
    private readonly Argument? _argument;

    private AxisKey(Argument argument) => _argument = argument;

    /// <summary>A new axis of length 1 in this place: Python's <c>None</c>.</summary>
    public static AxisKey NewAxis { get; } = new(Argument.Nothing.Instance);

    /// <summary>All axes that the other keys leave: Python's <c>...</c>.</summary>
    public static AxisKey Ellipsis { get; } = new(new Argument.Ellipsis());

    /// <summary>The whole axis: Python's <c>:</c>.</summary>
    internal static AxisKey All { get; } = Range.All;

    internal Argument Argument => _argument ?? Models.Argument.Nothing.Instance;

    /// <summary>Every <paramref name="step"/>-th position from <paramref name="start"/> to before
    /// <paramref name="stop"/>: Python's <c>start:stop:step</c>.</summary>
    /// <param name="step">Not 0; a negative step goes backwards.</param>
    /// <param name="start">Negative numbers count from the end; the first (or last) position where null.</param>
    /// <param name="stop">Likewise; the end (or the beginning) where null.</param>
    public static AxisKey Every(int step, int? start = null, int? stop = null) => step != 0
        ? new(new Argument.Slice(start, stop, new Argument.Integer(step)))
        : throw new ArgumentOutOfRangeException(nameof(step), step, "Expected a step other than 0.");

    /// <summary>One position; the axis disappears. Negative numbers count from the end.</summary>
    public static implicit operator AxisKey(int position) => new(new Argument.Integer(position));

    /// <summary>One position; the axis disappears.</summary>
    public static implicit operator AxisKey(Index position) => new(new Argument.Integer(Number(position)));

    /// <summary>The positions of a range.</summary>
    public static implicit operator AxisKey(Range range) => new(new Argument.Slice(
        range.Start is { IsFromEnd: false, Value: 0 } ? Argument.Nothing.Instance
            : new Argument.Integer(Number(range.Start)),
        range.End is { IsFromEnd: true, Value: 0 } ? Argument.Nothing.Instance
            : new Argument.Integer(Number(range.End)),
        Argument.Nothing.Instance));

    /// <summary>Positions in the order of integers, whose axes take the place of this one.</summary>
    public static implicit operator AxisKey(Tensor positions) => new(((Term)Require.NotNull(positions)).Argument);

    private static int Number(Index index) => index.IsFromEnd ? -index.Value : index.Value;
}
