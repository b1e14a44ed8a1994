using Valence.Kernels;
using Valence.Threading;

namespace Valence.Tests.Kernels;

public sealed class ElementwiseTests
{
    private const int Guard = 16;

    [Fact]
    public void Functions_of_one_number_are_right_at_every_length()
    {
        EveryLength((x, _, y) => Elementwise.Apply(new Unary.Tanh(), x, y), (x, _, _, _) => Math.Tanh(x));
        EveryLength((x, _, y) => Elementwise.Apply(new Unary.Relu(), x, y), (x, _, _, _) => Math.Max(x, 0));
        EveryLength((x, _, y) => Elementwise.Apply(new Unary.Square(), x, y), (x, _, _, _) => x * x);
    }

    [Fact]
    public void Functions_of_two_numbers_are_right_at_every_length()
    {
        EveryLength((a, b, y) => Elementwise.Apply(new Binary.Add(), a, b, y), (a, b, _, _) => a + b);
        EveryLength((a, b, y) => Elementwise.Apply(new Binary.Subtract(), a, b, y), (a, b, _, _) => a - b);
        EveryLength((a, b, y) => Elementwise.Apply(new Binary.Multiply(), a, b, y), (a, b, _, _) => a * b);
        EveryLength((a, b, y) => Elementwise.Apply(new Binary.Maximum(), a, b, y), (a, b, _, _) => Math.Max(a, b));
        EveryLength((a, b, y) => Elementwise.Apply(new Binary.Minimum(), a, b, y), (a, b, _, _) => Math.Min(a, b));
        EveryLength((a, b, y) => Elementwise.Apply(new Binary.Greater(), a, b, y), (a, b, _, _) => a > b ? 1 : 0);
        EveryLength((a, b, y) => Elementwise.Apply(new Binary.TanhGradient(), a, b, y),
            (a, b, _, _) => b * (1 - a * a));
        EveryLength((a, b, y) => Elementwise.Apply(new Binary.SigmoidGradient(), a, b, y),
            (a, b, _, _) => b * a * (1 - a));
        EveryLength((a, b, y) => Elementwise.Apply(new Binary.ReluGradient(), a, b, y), (a, b, _, _) => a > 0 ? b : 0);
        EveryLength((a, _, y) => Elementwise.Apply(new Binary.Multiply(), a, 0.5f, y), (a, _, _, _) => a * 0.5);
    }

    [Fact]
    public void AddScaled_adds_at_every_length() =>
        EveryLength((x, _, y) => Elementwise.AddScaled(0.25f, x, y), (x, _, before, _) => before + 0.25 * x);

    [Fact]
    public void Rows_and_columns_broadcast()
    {
        foreach (var columns in (int[])[1, 3, 8, 17, 64, 100])
        {
            var rows = 40_000 / columns;
            using var workers = new Workers(2);
            var (a, row, column) = (Numbers.Random(rows * columns), Numbers.Random(columns, 2),
                Numbers.Random(rows, 3));
            var (byRow, byColumn) = (new float[a.Length], new float[a.Length]);
            Elementwise.ApplyRow(new Binary.Add(), a, row, byRow, workers);
            Elementwise.ApplyColumn(new Binary.Multiply(), a, column, byColumn, workers);
            for (var i = 0; i < a.Length; i++)
            {
                Assert.Equal(a[i] + row[i % columns], byRow[i]);
                Assert.Equal(a[i] * column[i / columns], byColumn[i]);
            }
        }
    }

    [Fact]
    public void A_value_gives_the_same_bits_at_every_position_and_length()
    {
        var value = 0.7310586f;
        foreach (var length in (int[])[1, 5, 8, 31, 257, 40_000])
        {
            var x = Enumerable.Repeat(value, length).ToArray();
            var y = new float[length];
            Elementwise.Apply(new Unary.Exp(), x, y);
            Assert.All(y, result => Assert.Equal(y[0], result));
            var alone = new float[1];
            Elementwise.Apply(new Unary.Exp(), [value], alone);
            Assert.Equal(alone[0], y[0]);
        }
    }

    [Fact]
    public void Different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Elementwise.Apply(new Unary.Exp(), new float[3], new float[4]));
        Assert.Throws<ArgumentException>(
            () => Elementwise.Apply(new Binary.Add(), new float[4], new float[3], new float[4]));
        Assert.Throws<ArgumentException>(
            () => Elementwise.ApplyRow(new Binary.Add(), new float[4], new float[3], new float[4]));
    }

    private delegate void Kernel(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y);

    private static void EveryLength(Kernel kernel, Func<double, double, double, int, double> expected)
    {
        for (var length = 0; length <= 257; length++)
        {
            var (a, b, before) = (Numbers.Random(length), Numbers.Random(length, 2),
                Numbers.Random(length + 2 * Guard, 3));
            var y = before.ToArray();
            kernel(a, b, y.AsSpan(Guard, length));
            Assert.Equal(before[..Guard], y[..Guard]);
            Assert.Equal(before[^Guard..], y[^Guard..]);
            var want = new double[length];
            for (var i = 0; i < length; i++) want[i] = expected(a[i], b[i], before[Guard + i], i);
            Numbers.AssertClose(want, y.AsSpan(Guard, length), 1e-6);
        }
    }
}
