namespace Valence.Layers;

/// <summary>Mean and variance of columns of numbers that arrive batch after batch, in double precision.</summary>
/// <param name="columns">The number of columns.</param>
internal sealed class ColumnMoments(int columns)
{
    private readonly double[] _means = new double[columns];
    private readonly double[] _squares = new double[columns];
    private long _count;

    /// <summary>The mean of each column.</summary>
    public float[] Means => [.. _means.Select(mean => (float)mean)];

    /// <summary>The mean squared deviation of each column from its mean.</summary>
    public float[] Variances => [.. _squares.Select(sum => (float)(sum / _count))];

    /// <summary>Takes in a batch.</summary>
    /// <param name="batch">The numbers.</param>
    /// <param name="kept">The axes whose positions are the columns, ascending.</param>
    public void Add(Tensor batch, IReadOnlyList<int> kept)
    {
        if (batch.Count == 0) return;
        // The step of a column for one position of each axis; 0 along the axes that are averaged.
        var steps = new int[batch.Shape.Rank];
        for (var (i, step) = (kept.Count - 1, 1); i >= 0; step *= batch.Shape[kept[i]], i--) steps[kept[i]] = step;
        var (sums, deviations) = (new double[columns], new double[columns]);
        var numbers = batch.Floats;
        var count = numbers.Length / columns;
        for (var i = 0; i < numbers.Length; i++) sums[Column(i)] += numbers[i];
        for (var column = 0; column < columns; column++) sums[column] /= count;
        for (var i = 0; i < numbers.Length; i++)
        {
            var apart = numbers[i] - sums[Column(i)];
            deviations[Column(i)] += apart * apart;
        }
        var total = _count + count;
        for (var column = 0; column < columns; column++)
        {
            var apart = sums[column] - _means[column];
            _squares[column] += deviations[column] + apart * apart * _count / total * count;
            _means[column] += apart * count / total;
        }
        _count = total;

        int Column(int element)
        {
            var column = 0;
            for (var axis = batch.Shape.Rank - 1; axis >= 0; axis--)
            {
                (element, var position) = Math.DivRem(element, batch.Shape[axis]);
                column += position * steps[axis];
            }
            return column;
        }
    }
}
