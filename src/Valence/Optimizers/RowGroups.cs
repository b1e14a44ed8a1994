using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Valence.Execution;
using Valence.Kernels;

namespace Valence.Optimizers;

/// <summary>The rows of a row gradient, grouped by id in the order of occurrence; memory is reused from step to
/// step.</summary>
internal sealed class RowGroups
{
    private int[] _starts = [];
    private int[] _order = [];
    private Tensor? _rows;
    private int _width;

    /// <summary>Groups the rows of <paramref name="gradient"/> for a table of shape <paramref name="table"/>.</summary>
    /// <exception cref="IdOutOfRangeException">An id has no row in the table.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(RowGradient gradient, Shape table)
    {
        var ids = gradient.Ids.Ints;
        var count = table[0];
        _width = count == 0 ? 0 : table.Count / count;
        if (gradient.Rows.Count != ids.Length * _width)
            throw new ShapeException("row gradient",
                $"expected {ids.Length} rows of {_width} elements for a table {table}, "
                    + $"received {gradient.Rows.TypeAndShape}");
        IdOutOfRangeException.Check(gradient.Ids, count);
        _rows = gradient.Rows;
        if (_starts.Length < count + 2) _starts = new int[count + 2];
        if (_order.Length < ids.Length)
            _order = new int[Math.Max(Math.Max(ids.Length, gradient.Ids.MostRows), 2 * _order.Length)];
        // Counting sort: after the second loop, _starts[id + 1] is where the next row of id goes, and in the end where
        // the rows of id end.
        var starts = _starts.AsSpan(0, count + 2);
        starts.Clear();
        for (var i = 0; i < ids.Length;)
        {
            var end = RunEnd(ids, i);
            starts[ids[i] + 2] += end - i;
            i = end;
        }
        for (var i = 2; i < starts.Length; i++) starts[i] += starts[i - 1];
        for (var i = 0; i < ids.Length;)
        {
            var end = RunEnd(ids, i);
            ref var start = ref starts[ids[i] + 1];
            var next = start;
            start += end - i;
            while (i < end) _order[next++] = i++;
        }
    }

    // Padding makes long runs of one id; counted one by one, each would wait for the count before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RunEnd(ReadOnlySpan<int> ids, int first)
    {
        var end = first + 1;
        while (end < ids.Length && ids[end] == ids[first]) end++;
        return end;
    }

    /// <summary>Whether elements <paramref name="start"/> … of the table, <paramref name="length"/> of them, receive
    /// anything.</summary>
    public bool Touches(int start, int length) =>
        length > 0 && _starts[start / _width] != _starts[(start + length - 1) / _width + 1];

    /// <summary>Writes the summed gradients of a range of the table's elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sum(int start, Span<float> to)
    {
        if (to.IsEmpty || _rows is null) return;
        ref var rows = ref MemoryMarshal.GetReference(_rows.Floats);
        for (var row = start / _width; row * _width < start + to.Length; row++)
        {
            var first = Math.Max(start, row * _width);
            var target = to[(first - start)..Math.Min(to.Length, (row + 1) * _width - start)];
            var places = _order.AsSpan(_starts[row].._starts[row + 1]);
            RowSums.Run(ref Unsafe.Add(ref rows, first - row * _width), _width, places, target);
        }
    }
}
