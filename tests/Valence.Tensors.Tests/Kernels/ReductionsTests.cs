using Valence.Kernels;
using Valence.Threading;

namespace Valence.Tests.Kernels;

public sealed class ReductionsTests
{
    [Fact]
    public void Reductions_of_one_span_are_right_at_every_length()
    {
        for (var length = 0; length <= 257; length++)
        {
            var (x, y) = (Numbers.Random(length), Numbers.Random(length, 2));
            Assert.Equal(x.Sum(v => (double)v), Reductions.Sum(x), 1e-4);
            Assert.Equal(x.Sum(v => (double)v * v), Reductions.SumOfSquares(x), 1e-4);
            Assert.Equal(x.Zip(y).Sum(p => (double)p.First * p.Second), Reductions.Dot(x, y), 1e-4);
            Assert.Equal(length == 0 ? float.NegativeInfinity : x.Max(), Reductions.Max(x));
        }
    }

    [Fact]
    public void Max_returns_NaN_wherever_it_stands()
    {
        foreach (var length in (int[])[1, 7, 8, 40, 67])
            for (var at = 0; at < length; at++)
            {
                var x = Numbers.Random(length);
                x[at] = float.NaN;
                Assert.Equal(float.NaN, Reductions.Max(x));
            }
    }

    [Fact]
    public void Sums_of_millions_are_as_right_as_short_ones()
    {
        var x = Array.ConvertAll(Numbers.Random(3_000_000), MathF.Abs);
        Assert.Equal(1, Reductions.Sum(x) / x.Sum(v => (double)v), 1e-5);
        var columns = new float[2];
        Reductions.SumRows(x, columns);
        for (var j = 0; j < 2; j++)
            Assert.Equal(1, columns[j] / x.Where((_, i) => i % 2 == j).Sum(v => (double)v), 1e-5);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(300, 1)]
    [InlineData(1000, 70)]
    [InlineData(37, 257)]
    public void Rows_are_summed_and_measured(int rows, int columns)
    {
        using var workers = new Workers(2);
        var x = Numbers.Random(rows * columns);
        var (sums, maxima, means, variances, total) =
            (new float[rows], new float[rows], new float[rows], new float[rows], new float[columns]);
        Reductions.SumEachRow(x, sums, workers);
        Reductions.MaxEachRow(x, maxima, workers);
        Reductions.RowStatistics(x, means, variances, workers);
        Reductions.SumRows(x, total, accumulate: false, workers);
        Reductions.SumRows(x, total, accumulate: true, workers);
        for (var r = 0; r < rows; r++)
        {
            var row = x[(r * columns)..((r + 1) * columns)];
            var mean = row.Average(v => (double)v);
            Assert.Equal(row.Sum(v => (double)v), sums[r], 1e-4);
            Assert.Equal(row.Max(), maxima[r]);
            Assert.Equal(mean, means[r], 1e-6);
            Assert.Equal(row.Average(v => (v - mean) * (v - mean)), variances[r], 1e-5);
        }
        for (var j = 0; j < columns; j++)
            Assert.Equal(2 * Enumerable.Range(0, rows).Sum(r => (double)x[r * columns + j]), total[j], 1e-3);
    }

    [Fact]
    public void Softmax_and_its_gradients_are_right_at_every_length()
    {
        const int rows = 3;
        for (var n = 1; n <= 257; n++)
        {
            var (x, dy) = (Numbers.Random(rows * n, n, 5), Numbers.Random(rows * n, n + 1));
            var (y, log, dx, dLog) = (new float[x.Length], new float[x.Length], new float[x.Length],
                new float[x.Length]);
            Softmax.Forward(x, y, n);
            Softmax.LogForward(x, log, n);
            Softmax.Backward(y, dy, dx, n);
            Softmax.LogBackward(log, dy, dLog, n);
            for (var r = 0; r < rows; r++)
            {
                var at = r * n;
                var sum = Enumerable.Range(at, n).Sum(i => Math.Exp(x[i]));
                var dot = Enumerable.Range(at, n).Sum(i => Math.Exp(x[i]) / sum * dy[i]);
                var dSum = Enumerable.Range(at, n).Sum(i => (double)dy[i]);
                for (var i = at; i < at + n; i++)
                {
                    var p = Math.Exp(x[i]) / sum;
                    Assert.Equal(p, y[i], 1e-6);
                    Assert.Equal(Math.Log(p), log[i], 5e-6);
                    Assert.Equal(p * (dy[i] - dot), dx[i], 2e-6);
                    Assert.Equal(dy[i] - p * dSum, dLog[i], 2e-5);
                }
            }
        }
    }

    [Fact]
    public void Softmax_of_a_row_has_the_same_bits_alone_and_among_others()
    {
        using var workers = new Workers(2);
        var x = Numbers.Random(1000 * 70, 1, 4);
        var (together, alone) = (new float[x.Length], new float[70]);
        Softmax.Forward(x, together, 70, workers);
        Softmax.Forward(x.AsSpan(70 * 613, 70), alone, 70);
        Assert.Equal(alone, together[(70 * 613)..(70 * 614)]);
    }

    [Fact]
    public void Softmax_of_a_row_with_NaN_or_infinity_is_NaN()
    {
        foreach (var bad in (float[])[float.NaN, float.PositiveInfinity])
        {
            var y = new float[9];
            Softmax.Forward([1, 2, 3, bad, 5, 6, 7, 8, 9], y, 9);
            Assert.Equal(float.NaN, y[3]);
        }
    }
}
