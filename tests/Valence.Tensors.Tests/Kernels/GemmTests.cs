using Valence.Kernels;
using Valence.Threading;

namespace Valence.Tests.Kernels;

public sealed class GemmTests
{
    private static readonly int[] Sizes = [1, 2, 3, 5, 6, 7, 8, 9, 13, 16, 17, 31, 33, 70];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Products_of_all_small_sizes_equal_the_plain_loop(bool transposeA, bool transposeB)
    {
        foreach (var m in Sizes)
            foreach (var n in Sizes)
                foreach (var k in (int[])[0, 1, 3, 8, 65])
                    Check(new GemmShape(m, n, k) { TransposeA = transposeA, TransposeB = transposeB }, null);
    }

    [Theory]
    [InlineData(1, 300, 700)]
    [InlineData(300, 1, 700)]
    [InlineData(4, 129, 513)]
    [InlineData(257, 63, 600)]
    [InlineData(241, 130, 257)]
    [InlineData(64, 256, 1500)]
    [InlineData(500, 6, 300)]
    [InlineData(290, 4200, 3)]
    public void Products_of_large_sizes_equal_the_plain_loop(int m, int n, int k)
    {
        using var workers = new Workers(3);
        foreach (var transposeA in (bool[])[false, true])
            foreach (var transposeB in (bool[])[false, true])
                Check(new GemmShape(m, n, k) { TransposeA = transposeA, TransposeB = transposeB }, workers);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public unsafe void Products_equal_the_plain_loop_at_every_vector_width(int lanes)
    {
        foreach (var (m, n, k) in ((int, int, int)[])[(1, 1, 1), (7, 33, 19), (13, 70, 300), (250, 37, 270),
            (29, 3, 40)])
        {
            var (a, b, c) = (Numbers.Random(m * k), Numbers.Random(k * n, 2), new float[m * n]);
            fixed (float* pa = a, pb = b, pc = c)
            {
                var plan = new ProductPlan(new Product(new GemmShape(m, n, k), pa, pb, pc, null), null);
                Widths.Run(lanes, ref plan);
            }
            Numbers.AssertClose(Plain(new GemmShape(m, n, k), a, b, [], []), c, 1e-5 * (k + 1));
        }
    }

    [Theory]
    [InlineData(1, 2, 3_000_000)]
    [InlineData(3, 5, 1_000_001)]
    [InlineData(9, 2, 400_000)]
    public void Sums_of_millions_are_as_right_as_short_ones(int m, int n, int k)
    {
        using var workers = new Workers(2);
        var (a, b, c) = (Positive(m * k, 1), Positive(k * n, 2), new float[m * n]);
        Gemm.Multiply(new(m, n, k), a, b, c, workers: workers);
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var p = 0; p < k; p++) sum += (double)a[i * k + p] * b[p * n + j];
                Assert.Equal(1, c[i * n + j] / sum, 1e-5);
            }
    }

    [Fact]
    public void Elements_of_long_sums_depend_on_their_row_and_column_alone()
    {
        const int m = 700, n = 400, k = Gemm.Chain + 700;
        using var workers = new Workers(2);
        var (a, b, whole, start) = (Positive(m * k, 1), Positive(k * n, 2), new float[m * n], Positive(n, 3));
        Gemm.Multiply(new(m, n, k), a, b, whole, start, workers);
        foreach (var row in (int[])[0, 655, 699])
        {
            var alone = new float[n];
            Gemm.Multiply(new(1, n, k), a.AsSpan(row * k, k), b, alone, start);
            Assert.Equal(alone, whole[(row * n)..((row + 1) * n)]);
            start.CopyTo(alone, 0);
            Gemm.Multiply(new(1, n, k) { Accumulate = true }, a.AsSpan(row * k, k), b, alone);
            Assert.Equal(alone, whole[(row * n)..((row + 1) * n)]);
        }
    }

    // Sums of numbers of one sign lose digits with every term; of random signs they hardly do.
    private static float[] Positive(int count, int seed) => Array.ConvertAll(Numbers.Random(count, seed), MathF.Abs);

    [Fact]
    public void Submatrices_are_read_and_written_through_their_strides()
    {
        foreach (var (m, n, k) in ((int, int, int)[])[(5, 9, 11), (250, 40, 70), (30, 2, 9)])
            foreach (var turn in (bool[])[false, true])
            {
                var shape = new GemmShape(m, n, k)
                {
                    TransposeA = turn,
                    TransposeB = turn,
                    StrideA = (turn ? m : k) + 3,
                    StrideB = (turn ? k : n) + 5,
                    StrideC = n + 2,
                };
                Check(shape, null);
                Check(shape with { Accumulate = true }, null);
            }
    }

    [Fact]
    public void Sums_start_from_the_bias_or_from_what_C_holds()
    {
        foreach (var (m, n, k) in ((int, int, int)[])[(5, 9, 11), (250, 40, 300), (30, 2, 9), (1, 70, 600), (4, 5, 0),
            (300, 3, 0)])
        {
            Check(new GemmShape(m, n, k), null, bias: true);
            Check(new GemmShape(m, n, k) { Accumulate = true }, null);
        }
    }

    [Theory]
    [InlineData(256, 64)]
    [InlineData(70, 33)]
    [InlineData(1, 16000)]
    [InlineData(3, 700)]
    [InlineData(16, 1000)]
    public void A_row_alone_has_the_bits_it_has_among_a_thousand(int n, int k)
    {
        using var workers = new Workers(2);
        var (a, b, bias) = (Numbers.Random(1000 * k), Numbers.Random(k * n, 2), Numbers.Random(n, 3));
        var together = new float[1000 * n];
        Gemm.Multiply(new GemmShape(1000, n, k), a, b, together, bias, workers);
        foreach (var rows in (int[])[1, 2, 5, 17, 128])
            foreach (var first in (int[])[0, 7, 143, 500, 1000 - rows])
            {
                var alone = new float[rows * n];
                Gemm.Multiply(new GemmShape(rows, n, k), a.AsSpan(first * k), b, alone, bias);
                Assert.Equal(together.AsSpan(first * n, rows * n).ToArray(), alone);
            }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        using var two = new Workers(2);
        using var five = new Workers(5);
        foreach (var (m, n, k) in ((int, int, int)[])[(64, 256, 3000), (500, 70, 500), (40, 2, 5000), (128, 16, 4000),
            (700, 300, 600)])
        {
            var (a, b) = (Numbers.Random(m * k), Numbers.Random(k * n, 2));
            var shape = new GemmShape(m, n, k) { TransposeA = true };
            var results = new[] { null, two, five }.Select(workers =>
            {
                var c = new float[m * n];
                Gemm.Multiply(shape, a, b, c, default, workers);
                return c;
            }).ToArray();
            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
    }

    [Fact]
    public void A_batch_holds_the_products_one_by_one()
    {
        using var workers = new Workers(2);
        var (m, n, k, count) = (37, 41, 19, 23);
        var (a, b) = (Numbers.Random(count * m * k), Numbers.Random(count * k * n, 2));
        var shape = new GemmShape(m, n, k) { TransposeB = true };
        var (together, alone) = (new float[count * m * n], new float[count * m * n]);
        Gemm.Batched(shape, new GemmBatch(count, m * k, k * n, m * n), a, b, together, default, workers);
        for (var i = 0; i < count; i++)
            Gemm.Multiply(shape, a.AsSpan(i * m * k), b.AsSpan(i * k * n), alone.AsSpan(i * m * n));
        Assert.Equal(alone, together);
    }

    [Fact]
    public void Steady_products_allocate_nothing()
    {
        using var workers = new Workers(2);
        var (a, b, c) = (new float[300 * 300], new float[300 * 300], new float[300 * 300]);
        for (var i = 0; i < 50; i++) Gemm.Multiply(new GemmShape(300, 300, 300), a, b, c, default, workers);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Gemm.Multiply(new GemmShape(300, 300, 300), a, b, c, default, workers);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Short_spans_and_overlapping_rows_are_refused()
    {
        var shape = new GemmShape(2, 3, 4);
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(shape, new float[7], new float[12], new float[6]));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(shape, new float[8], new float[11], new float[6]));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(shape, new float[8], new float[12], new float[5]));
        Assert.Throws<ArgumentException>(
            () => Gemm.Multiply(shape, new float[8], new float[12], new float[6], new float[2]));
        Assert.Throws<ArgumentException>(
            () => Gemm.Multiply(shape with { StrideC = 2 }, new float[8], new float[12], new float[6]));
        Assert.Throws<ArgumentException>(() =>
            Gemm.Multiply(shape with { Accumulate = true }, new float[8], new float[12], new float[6], new float[3]));
    }

    private static void Check(GemmShape shape, Workers? workers, bool bias = false)
    {
        const int guard = 16;
        var (a, b) = (Numbers.Random((int)shape.LengthA), Numbers.Random((int)shape.LengthB, 2));
        var columnBias = bias ? Numbers.Random(shape.N, 3) : [];
        var before = Numbers.Random((int)shape.LengthC + guard, 4);
        var c = before.ToArray();
        Gemm.Multiply(shape, a, b, c, columnBias, workers);
        var expected = Plain(shape, a, b, columnBias, before);
        var inside = new double[c.Length];
        for (var i = 0; i < c.Length; i++) inside[i] = before[i];
        for (var i = 0; i < shape.M; i++) expected.AsSpan(i * shape.N, shape.N).CopyTo(inside.AsSpan(i * shape.RowC));
        Numbers.AssertClose(inside, c, 1e-6 * (shape.K + 1));
        Assert.Equal(before[^guard..], c[^guard..]);
    }

    private static double[] Plain(GemmShape shape, float[] a, float[] b, float[] bias, float[] before)
    {
        var c = new double[shape.M * shape.N];
        for (var i = 0; i < shape.M; i++)
            for (var j = 0; j < shape.N; j++)
            {
                double sum = shape.Accumulate ? before[i * shape.RowC + j] : bias.Length > 0 ? bias[j] : 0;
                for (var p = 0; p < shape.K; p++)
                    sum += (double)a[shape.TransposeA ? p * shape.RowA + i : i * shape.RowA + p]
                        * b[shape.TransposeB ? j * shape.RowB + p : p * shape.RowB + j];
                c[i * shape.N + j] = sum;
            }
        return c;
    }
}
