using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Products of matrices in single precision.</summary>
/// <remarks>
/// Each element is the sum <c>start + a₀·b₀ + a₁·b₁ + …</c> taken in ascending inner index as one chain of
/// multiply-adds, or where there are more than 16,384, as the sum of such chains. Its bits therefore depend on its row
/// of A and its column of B alone: not on the sizes of the matrices, on transposition or on the number of threads.
/// </remarks>
internal static unsafe class Gemm
{
    /// <summary>The most multiply-adds in a chain. The error of a chain grows with its length, that of a gradient over
    /// a huge batch would reach its third digit.</summary>
    internal const int Chain = 16_384;

    /// <summary>Elements of the result that are summed from chains at a time.</summary>
    private const int PartialSums = 1 << 18;

    /// <summary>Results of this many columns or fewer are computed as their transpose.</summary>
    private const int FewColumns = 6;

    private const double MultiplyAddsWorthSharing = 4_000_000;
    private const double MultiplyAddsPerPiece = 250_000;

    /// <summary><c>C = A · B + bias</c>, or <c>C += A · B</c> when the shape says to accumulate.</summary>
    /// <param name="shape">Sizes, strides, transpositions, accumulation.</param>
    /// <param name="a">A, as <c>[m, k]</c> or, transposed, <c>[k, m]</c>.</param>
    /// <param name="b">B, as <c>[k, n]</c> or, transposed, <c>[n, k]</c>.</param>
    /// <param name="c">C, <c>[m, n]</c>; does not overlap A or B.</param>
    /// <param name="bias">What each column's sums start from, <c>[n]</c>; empty for zero, and always when
    /// accumulating.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    /// <exception cref="ArgumentException">A span is shorter than the shape needs, or there is a bias while
    /// accumulating.</exception>
    public static void Multiply(
        GemmShape shape, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c,
        ReadOnlySpan<float> bias = default, Workers? workers = null)
    {
        Check(shape, a.Length, b.Length, c.Length, bias.Length, default);
        fixed (float* pa = a, pb = b, pc = c, pBias = bias) Multiply(new Product(shape, pa, pb, pc, pBias), workers);
    }

    /// <summary>The product of each of <paramref name="batch"/>'s matrices: <c>C[i] = A[i] · B[i] + bias</c>.</summary>
    /// <inheritdoc cref="Multiply(GemmShape, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float},
    /// ReadOnlySpan{float}, Workers?)"/>
    /// <param name="shape">Sizes, strides, transpositions, accumulation of every product.</param>
    /// <param name="batch">The number of products and the distances between their matrices.</param>
    /// <param name="a">The first A, followed by the others.</param>
    /// <param name="b">The first B, followed by the others.</param>
    /// <param name="c">The first C, followed by the others.</param>
    /// <param name="bias">What each column's sums start from, <c>[n]</c>; empty for zero, and always when
    /// accumulating.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    public static void Batched(
        GemmShape shape, GemmBatch batch, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c,
        ReadOnlySpan<float> bias = default, Workers? workers = null)
    {
        if (batch.Count == 0) return;
        Check(shape, a.Length, b.Length, c.Length, bias.Length, batch);
        var size = (double)shape.M * shape.N * shape.K;
        fixed (float* pa = a, pb = b, pc = c, pBias = bias)
        {
            var first = new Product(shape, pa, pb, pc, pBias);
            var together = Math.Max(1, (int)Math.Min(batch.Count, MultiplyAddsPerPiece / Math.Max(1, size)));
            var job = new BatchJob { First = first, Batch = batch, PerPiece = together, Accumulate = shape.Accumulate };
            var pieces = (batch.Count + together - 1) / together;
            if (workers is null || (size >= MultiplyAddsWorthSharing && batch.Count < 2 * workers.Count))
            {
                job.Workers = workers;
                for (var piece = 0; piece < pieces; piece++) job.Run(piece);
            }
            else
            {
                workers.Run(ref job, pieces);
            }
        }
    }

    internal static void Multiply(Product product, Workers? workers)
    {
        if (product.M == 0 || product.N == 0) return;
        if (product.K > Chain)
        {
            SumChains(product, workers);
            return;
        }
        if (product.N <= FewColumns && product.N < product.M) product = product.Transposed();
        var plan = new ProductPlan(product, workers);
        VectorWidth.Run(ref plan);
    }

    private static void SumChains(Product product, Workers? workers)
    {
        var rows = Math.Clamp(PartialSums / product.N, 1, product.M);
        var sums = Scratch.Take(ScratchSlot.PartialSums, (long)rows * product.N);
        for (var row = 0; row < product.M; row += rows)
        {
            var some = product.Rows(row, Math.Min(rows, product.M - row));
            Multiply(some.Inner(0, Chain), workers);
            for (var from = Chain; from < product.K; from += Chain)
            {
                var chain = some.Inner(from, Math.Min(Chain, product.K - from));
                chain.Start = null;
                chain.C = sums;
                (chain.RowC, chain.ColumnC) = (product.N, 1);
                Multiply(chain, workers);
                for (nint i = 0; i < some.M; i++)
                    for (nint j = 0; j < some.N; j++)
                        some.C[i * some.RowC + j * some.ColumnC] += sums[i * some.N + j];
            }
        }
    }

    private static void Check(GemmShape shape, int a, int b, int c, int bias, GemmBatch batch)
    {
        var others = Math.Max(0, batch.Count - 1);
        Require(nameof(a), a, shape.LengthA + (long)others * batch.StepA, shape);
        Require(nameof(b), b, shape.LengthB + (long)others * batch.StepB, shape);
        Require(nameof(c), c, shape.LengthC + (long)others * batch.StepC, shape);
        if (bias != 0) Require(nameof(bias), bias, shape.N, shape);
        if (bias != 0 && shape.Accumulate)
            throw new ArgumentException("A product that is added to C takes no bias: expected an empty one.",
                nameof(bias));
        // Rows of A and B may overlap, as the windows of a convolution do; they are only read.
        if (shape.RowC < shape.N)
            throw new ArgumentException($"The rows of C overlap: {shape} has a stride below the length of a row.",
                nameof(shape));
    }

    private static void Require(string name, int length, long expected, GemmShape shape)
    {
        if (length < expected)
            throw new ArgumentException($"Expected at least {expected} numbers for {shape}, received {length}.", name);
    }

    private struct BatchJob : IJob
    {
        public Product First;
        public GemmBatch Batch;
        public int PerPiece;
        public bool Accumulate;
        public Workers? Workers;

        public readonly void Run(int piece)
        {
            for (var i = piece * PerPiece; i < Math.Min(Batch.Count, (piece + 1) * PerPiece); i++)
            {
                var product = First;
                product.A += i * (nint)Batch.StepA;
                product.B += i * (nint)Batch.StepB;
                product.C += i * (nint)Batch.StepC;
                if (Accumulate) product.Start = product.C;
                Multiply(product, Workers);
            }
        }
    }
}
