namespace Valence.Operations;

/// <summary>Where a distance between two positions stands in a table of <c>2 · span</c> rows (He et al., 2020): near
/// distances have a row each, farther ones share them by their logarithm, and the farthest the last.</summary>
public sealed class RelativePositions
{
    private readonly int? _farthest;
    private int[] _rows = [];

    /// <param name="span">Half of the table's rows; at least 1, with <paramref name="farthest"/> even.</param>
    /// <param name="farthest">The distance below which the last row begins, above <c>span / 2 + 1</c>; null for a row
    /// each, up to <paramref name="span"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RelativePositions(int span, int? farthest = null)
    {
        Span = Require.AtLeast(farthest is null ? 1 : 2, span);
        _farthest = farthest is { } far ? Require.AtLeast(span / 2 + 2, far, nameof(farthest)) : null;
    }

    /// <summary>Half of the table's rows.</summary>
    public int Span { get; }

    /// <summary>The row of a query's position less a key's: from 0 to <c>2 · span − 1</c>.</summary>
    public int Row(int distance) => Math.Clamp(Bucket(distance) + Span, 0, 2 * Span - 1);

    /// <summary>The rows of distances from <c>1 − time</c> to <c>time − 1</c>.</summary>
    internal ReadOnlySpan<int> Rows(int time)
    {
        // Losing a race costs one more table; all of them are the same.
        var (rows, count) = (_rows, Math.Max(0, 2 * time - 1));
        if (rows.Length < count)
            _rows = rows = [.. Enumerable.Range(1 - time, count).Select(Row)];
        return rows.AsSpan((rows.Length - count) / 2, count);
    }

    // In float32, as models were trained with: a rounding may decide between two rows.
    private int Bucket(int distance)
    {
        var (middle, size) = (Span / 2, Math.Abs((float)distance));
        if (_farthest is not { } far || size <= middle) return distance;
        var share = MathF.Log(size / middle) / MathF.Log((far - 1f) / middle);
        return Math.Sign(distance) * (middle + (int)MathF.Ceiling(share * (middle - 1)));
    }
}
