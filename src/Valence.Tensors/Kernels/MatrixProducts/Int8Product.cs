using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Products of rows of floats, each rounded to int8 by its largest number, with a matrix of int8.</summary>
/// <remarks>Sums are of integers and so have no order: the bits of a result depend on its row and its column
/// alone.</remarks>
internal static unsafe class Int8Product
{
    private const int MostRowsPerPiece = 96;
    private const int RowsPerRounding = 16;
    private const int PanelsPerPiece = 4;
    private const double MultiplyAddsWorthAPiece = 300_000;
    private const int MaxColumns = 2 * Int8Order.PanelColumns;

    /// <summary><c>y = (x̂ · matrix) / (scale of x's row · scale of the column) + bias</c>.</summary>
    /// <param name="x">Floats <c>[m, k]</c>.</param>
    /// <param name="k">The length of a row.</param>
    /// <param name="matrix">The matrix <c>[k, n]</c> in <see cref="Int8Order"/>.</param>
    /// <param name="scales">The scale of each column, <c>[n]</c>.</param>
    /// <param name="bias">What is added to each column, <c>[n]</c>; empty for nothing.</param>
    /// <param name="y">Where results go, <c>[m, n]</c>.</param>
    /// <param name="workers">The threads to use; the caller alone when null.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need.</exception>
    public static void Multiply(ReadOnlySpan<float> x, int k, ReadOnlySpan<int> matrix, ReadOnlySpan<float> scales,
        ReadOnlySpan<float> bias, Span<float> y, Workers? workers)
    {
        var n = scales.Length;
        if (n == 0 || y.Length == 0) return;
        var (m, groups) = (y.Length / n, Int8Order.Groups(k));
        Needs(nameof(x), x.Length, (long)m * k);
        Needs(nameof(matrix), matrix.Length, (long)Int8Order.Panels(n) * groups * Int8Order.PanelColumns);
        if (bias.Length != 0) Needs(nameof(bias), bias.Length, n);
        var width = groups * Int8Order.Group;
        var scratch = Scratch.Take(ScratchSlot.Int8, m + ((long)m * width + 1) / 2);
        fixed (float* pX = x, pScales = scales, pBias = bias, pY = y)
        fixed (int* pMatrix = matrix)
        {
            var plan = new Plan(new()
            {
                M = m,
                N = n,
                K = k,
                Width = width,
                X = pX,
                RowScales = scratch,
                Rows = (short*)(scratch + m),
                Matrix = pMatrix,
                Scales = pScales,
                Bias = pBias,
                Y = pY,
            }, workers);
            if (Int8Lanes512.IsSupported) plan.Run<Int8Lanes512, Vector512<int>>();
            else if (Int8Lanes256.IsSupported) plan.Run<Int8Lanes256, Vector256<int>>();
            else plan.Run<Int8Lanes128, Vector128<int>>();
        }
    }

    private static void Needs(string name, int length, long expected)
    {
        if (length < expected)
            throw new ArgumentException($"Expected at least {expected} numbers, received {length}.", name);
    }

    private struct Pointers
    {
        public int M, N, K, Width;
        public float* X, RowScales, Scales, Bias, Y;
        public short* Rows;
        public int* Matrix;
    }

    private readonly struct Plan(Pointers pointers, Workers? workers)
    {
        public void Run<L, V>() where L : struct, IInt8Lanes<V> where V : unmanaged
        {
            var work = (double)pointers.M * pointers.N * pointers.K;
            var threads = work < 2 * MultiplyAddsWorthAPiece ? null : workers;
            var round = new RoundJob { Pointers = pointers };
            Share(ref round, (pointers.M + RowsPerRounding - 1) / RowsPerRounding, threads);
            var count = threads?.Count ?? 1;
            var tile = L.Rows;
            var rows = Math.Clamp((pointers.M / (4 * count) + tile - 1) / tile * tile, tile * 4, MostRowsPerPiece);
            var down = (pointers.M + rows - 1) / rows;
            var panels = Int8Order.Panels(pointers.N);
            var across = down >= 2 * count ? 1
                : (int)Math.Clamp(work / down / MultiplyAddsWorthAPiece, 1, Math.Max(1, panels / PanelsPerPiece));
            var job = new ProductJob<L, V> { Pointers = pointers, Rows = rows, Across = across, Panels = panels };
            Share(ref job, down * across, threads);
        }

        private static void Share<TJob>(ref TJob job, int pieces, Workers? workers) where TJob : struct, IJob
        {
            if (workers is not null) workers.Run(ref job, pieces);
            else for (var piece = 0; piece < pieces; piece++) job.Run(piece);
        }
    }

    private struct RoundJob : IJob
    {
        public Pointers Pointers;

        public readonly void Run(int piece)
        {
            var p = Pointers;
            for (var row = piece * RowsPerRounding; row < Math.Min(p.M, (piece + 1) * RowsPerRounding); row++)
            {
                var numbers = new ReadOnlySpan<float>(p.X + (nint)row * p.K, p.K);
                var rounded = new Span<short>(p.Rows + (nint)row * p.Width, p.Width);
                p.RowScales[row] = Int8Scale.Of(numbers);
                Int8Scale.Round(numbers, p.RowScales[row], rounded);
                rounded[p.K..].Clear();
            }
        }
    }

    private struct ProductJob<L, V> : IJob where L : struct, IInt8Lanes<V> where V : unmanaged
    {
        public Pointers Pointers;
        public int Rows, Across, Panels;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            var p = Pointers;
            var (down, across) = (piece / Across, piece % Across);
            var (firstRow, endRow) = (down * Rows, Math.Min(p.M, (down + 1) * Rows));
            var (first, end) = (across * Panels / Across * Int8Order.PanelColumns,
                Math.Min(p.N, (across + 1) * Panels / Across * Int8Order.PanelColumns));
            var sums = stackalloc int[6 * MaxColumns];
            var tiles = (endRow - firstRow + L.Rows - 1) / L.Rows;
            nint panel = p.Width / Int8Order.Group * Int8Order.PanelColumns;
            for (var column = first; column < end; column += 2 * L.Count)
            {
                var b = At(column);
                var vectors = column + L.Count < end ? 2 : 1;
                var next = vectors == 2 ? At(column + L.Count) : b;
                var columns = Math.Min(vectors * L.Count, end - column);
                for (var tile = 0; tile < tiles; tile++)
                {
                    var row = firstRow + tile * (endRow - firstRow) / tiles;
                    var height = firstRow + (tile + 1) * (endRow - firstRow) / tiles - row;
                    Int8Tile<L, V>.Multiply(height, vectors, p.Width / Int8Order.Group, p.Rows + (nint)row * p.Width,
                        p.Width, b, next, sums);
                    for (var r = 0; r < height; r++) Finish(p, sums + r * 2 * L.Count, row + r, column, columns);
                }
            }

            int* At(int column) => p.Matrix + column / Int8Order.PanelColumns * panel + column % Int8Order.PanelColumns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(in Pointers p, int* sums, int row, int column, int columns)
    {
        var scale = p.RowScales[row];
        var scales = p.Scales + column;
        var bias = p.Bias == null ? null : p.Bias + column;
        var y = p.Y + (nint)row * p.N + column;
        var j = 0;
        for (; j <= columns - Vector<float>.Count; j += Vector<float>.Count)
        {
            var value = Vector.ConvertToSingle(Vector.Load(sums + j)) / (Vector.Load(scales + j) * scale);
            (bias == null ? value : value + Vector.Load(bias + j)).Store(y + j);
        }
        for (; j < columns; j++)
        {
            var value = sums[j] / (scales[j] * scale);
            y[j] = bias == null ? value : value + bias[j];
        }
    }
}
