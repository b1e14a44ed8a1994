using Valence.Execution;

namespace Valence.Optimizers;

/// <summary>The rows of a row gradient, grouped by id in the order of occurrence; memory is reused from step to step.</summary>
internal sealed class RowGroups
{
    private int[] _starts = [];
    private int[] _order = [];
    private Tensor? _rows;
    private int _width;

    /// <summary>Groups the rows of <paramref name="gradient"/> for a table of shape <paramref name="table"/>.</summary>
    /// <exception cref="IdOutOfRangeException">An id has no row in the table.</exception>
    public void Take(RowGradient gradient, Shape table)
    {
        var ids = gradient.Ids.Ints;
        var count = table[0];
        _width = count == 0 ? 0 : table.Count / count;
        if (gradient.Rows.Count != ids.Length * _width)
            throw new ShapeException("row gradient", $"expected {ids.Length} rows of {_width} elements for a table {table}, received {gradient.Rows}");
        IdOutOfRangeException.Check(ids, count);
        _rows = gradient.Rows;
        if (_starts.Length < count + 2) _starts = new int[count + 2];
        if (_order.Length < ids.Length) _order = new int[Math.Max(ids.Length, 2 * _order.Length)];
        // Counting sort: after the second loop, _starts[id + 1] is where the next row of id goes, and in the end where the rows of id end.
        var starts = _starts.AsSpan(0, count + 2);
        starts.Clear();
        foreach (var id in ids) starts[id + 2]++;
        for (var i = 2; i < starts.Length; i++) starts[i] += starts[i - 1];
        for (var i = 0; i < ids.Length; i++) _order[starts[ids[i] + 1]++] = i;
    }

    /// <summary>Whether elements <paramref name="start"/> … of the table, <paramref name="length"/> of them, receive anything.</summary>
    public bool Touches(int start, int length) => length > 0 && _starts[start / _width] != _starts[(start + length - 1) / _width + 1];

    /// <summary>Writes the summed gradients of a range of the table's elements.</summary>
    public void Sum(int start, Span<float> to)
    {
        to.Clear();
        if (to.IsEmpty || _rows is null) return;
        var rows = _rows.Floats;
        for (var row = start / _width; row * _width < start + to.Length; row++)
        {
            var first = Math.Max(start, row * _width);
            var target = to[(first - start)..Math.Min(to.Length, (row + 1) * _width - start)];
            for (var i = _starts[row]; i < _starts[row + 1]; i++)
                ElementLoop.Run(target, rows.Slice(_order[i] * _width + first - row * _width, target.Length), new Sums());
        }
    }
}
