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
        fixed (float* pX = x, pScales = scales, pBias = bias, pY = y)
        fixed (int* pMatrix = matrix)
        {
            var plan = new Plan(new()
            {
                M = m,
                N = n,
                K = k,
                Groups = groups,
                X = pX,
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
        public int M, N, K, Groups;
        public float* X, Scales, Bias, Y;
        public int* Matrix;
    }

    private readonly struct Plan(Pointers pointers, Workers? workers)
    {
        public void Run<L, V>() where L : struct, IInt8Lanes<V> where V : unmanaged
        {
            var work = (double)pointers.M * pointers.N * pointers.K;
            var threads = work < 2 * MultiplyAddsWorthAPiece ? null : workers;
            var count = threads?.Count ?? 1;
            var tile = L.Rows;
            var rows = Math.Clamp((pointers.M / (4 * count) + tile - 1) / tile * tile, tile * 4, MostRowsPerPiece);
            var down = (pointers.M + rows - 1) / rows;
            var panels = Int8Order.Panels(pointers.N);
            var across = down >= 2 * count ? 1
                : (int)Math.Clamp(work / down / MultiplyAddsWorthAPiece, 1, Math.Max(1, panels / PanelsPerPiece));
            var job = new ProductJob<L, V> { Pointers = pointers, Rows = rows, Across = across, Panels = panels };
            if (threads is not null) threads.Run(ref job, down * across);
            else for (var piece = 0; piece < down * across; piece++) job.Run(piece);
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
            var firstRow = down * Rows;
            var rows = Math.Min(p.M, firstRow + Rows) - firstRow;
            var (first, end) = (across * Panels / Across * Int8Order.PanelColumns,
                Math.Min(p.N, (across + 1) * Panels / Across * Int8Order.PanelColumns));
            var sums = stackalloc int[6 * MaxColumns];
            var tiles = (rows + L.Rows - 1) / L.Rows;
            nint panel = p.Groups * Int8Order.PanelColumns;
            nint width = p.Groups * Int8Order.Group;
            // Whoever multiplies rows rounds them, while they are in its cache.
            var scales = Scratch.Take(ScratchSlot.Int8, rows + (rows * width + 1) / 2);
            var rounded = (short*)(scales + rows);
            Round(p, firstRow, rows, scales, rounded);
            for (var column = first; column < end; column += 2 * L.Count)
            {
                var b = At(column);
                var vectors = column + L.Count < end ? 2 : 1;
                var next = vectors == 2 ? At(column + L.Count) : b;
                var columns = Math.Min(vectors * L.Count, end - column);
                for (var tile = 0; tile < tiles; tile++)
                {
                    var row = tile * rows / tiles;
                    var height = (tile + 1) * rows / tiles - row;
                    Int8Tile<L, V>.Multiply(height, vectors, p.Groups, rounded + row * width, width, b, next, sums);
                    for (var r = 0; r < height; r++)
                        Finish(p, sums + r * 2 * L.Count, scales[row + r], firstRow + row + r, column, columns);
                }
            }

            int* At(int column) => p.Matrix + column / Int8Order.PanelColumns * panel + column % Int8Order.PanelColumns;
        }
    }

    private static void Round(in Pointers p, int first, int rows, float* scales, short* rounded)
    {
        var width = p.Groups * Int8Order.Group;
        for (var r = 0; r < rows; r++)
        {
            var numbers = new ReadOnlySpan<float>(p.X + (nint)(first + r) * p.K, p.K);
            var row = new Span<short>(rounded + (nint)r * width, width);
            scales[r] = Int8Scale.Of(numbers);
            Int8Scale.Round(numbers, scales[r], row);
            row[p.K..].Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(in Pointers p, int* sums, float scale, int row, int column, int columns)
    {
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
