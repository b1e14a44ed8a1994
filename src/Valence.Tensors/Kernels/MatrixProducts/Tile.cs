using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>The innermost product: a tile of at most six rows and two vectors that stays in registers while the inner index runs.</summary>
/// <remarks>
/// Each element is one chain <c>sum = a · b + sum</c> in ascending inner index, so its bits do not depend on the tile it falls into.
/// Six by two vectors use 12 of 16 registers for sums: enough independent chains to hide the latency of the multiply-adds.
/// </remarks>
internal static unsafe class Tile<L, V> where L : struct, ILanes<V> where V : unmanaged
{
    /// <summary>The largest number of rows.</summary>
    public const int MaxRows = 6;

    /// <summary>The number of columns of a full tile.</summary>
    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * L.Count;
    }

    /// <summary>Adds <c>A · B</c> to a tile.</summary>
    /// <param name="rows">Rows of the tile, 1 to <see cref="MaxRows"/>.</param>
    /// <param name="vectors">Vectors per row, 1 or 2.</param>
    /// <param name="k">Length of the inner axis.</param>
    /// <param name="a">First element of A; its rows are <paramref name="rowA"/> apart, its inner steps <paramref name="stepA"/>.</param>
    /// <param name="rowA">Distance between rows of A.</param>
    /// <param name="stepA">Distance between inner steps of A.</param>
    /// <param name="b">First element of B, whose inner steps are <paramref name="stepB"/> apart.</param>
    /// <param name="stepB">Distance between inner steps of B.</param>
    /// <param name="start">What the sums start from.</param>
    /// <param name="rowStart">Distance between rows of <paramref name="start"/>; 0 for one row shared by all.</param>
    /// <param name="nextStart">Distance between the two vectors of a row of <paramref name="start"/>.</param>
    /// <param name="c">Where the sums go; may be <paramref name="start"/>.</param>
    /// <param name="rowC">Distance between rows of <paramref name="c"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(
        int rows, int vectors, nint k, float* a, nint rowA, nint stepA, float* b, nint stepB, float* start, nint rowStart, nint nextStart, float* c, nint rowC)
    {
        switch (vectors == 1 ? -rows : rows)
        {
            case 6: Sum<Six, Two>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 5: Sum<Five, Two>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 4: Sum<Four, Two>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 3: Sum<Three, Two>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 2: Sum<Two, Two>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 1: Sum<One, Two>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -6: Sum<Six, One>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -5: Sum<Five, One>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -4: Sum<Four, One>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -3: Sum<Three, One>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -2: Sum<Two, One>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -1: Sum<One, One>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<R, C>(nint k, float* a, nint rowA, nint stepA, float* b, nint stepB, float* start, nint rowStart, nint nextStart, float* c, nint rowC)
        where R : struct, IExtent where C : struct, IExtent
    {
        nint next = L.Count;
        V s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        s00 = L.Load(start);
        if (C.Count > 1) s01 = L.Load(start + nextStart);
        if (R.Count > 1)
        {
            s10 = L.Load(start + rowStart);
            if (C.Count > 1) s11 = L.Load(start + rowStart + nextStart);
        }
        if (R.Count > 2)
        {
            s20 = L.Load(start + 2 * rowStart);
            if (C.Count > 1) s21 = L.Load(start + 2 * rowStart + nextStart);
        }
        if (R.Count > 3)
        {
            s30 = L.Load(start + 3 * rowStart);
            if (C.Count > 1) s31 = L.Load(start + 3 * rowStart + nextStart);
        }
        if (R.Count > 4)
        {
            s40 = L.Load(start + 4 * rowStart);
            if (C.Count > 1) s41 = L.Load(start + 4 * rowStart + nextStart);
        }
        if (R.Count > 5)
        {
            s50 = L.Load(start + 5 * rowStart);
            if (C.Count > 1) s51 = L.Load(start + 5 * rowStart + nextStart);
        }
        for (; k > 0; k--)
        {
            var b0 = L.Load(b);
            var b1 = C.Count > 1 ? L.Load(b + next) : b0;
            var x = L.Create(*a);
            s00 = L.MultiplyAdd(x, b0, s00);
            if (C.Count > 1) s01 = L.MultiplyAdd(x, b1, s01);
            if (R.Count > 1)
            {
                x = L.Create(*(a + rowA));
                s10 = L.MultiplyAdd(x, b0, s10);
                if (C.Count > 1) s11 = L.MultiplyAdd(x, b1, s11);
            }
            if (R.Count > 2)
            {
                x = L.Create(*(a + 2 * rowA));
                s20 = L.MultiplyAdd(x, b0, s20);
                if (C.Count > 1) s21 = L.MultiplyAdd(x, b1, s21);
            }
            if (R.Count > 3)
            {
                x = L.Create(*(a + 3 * rowA));
                s30 = L.MultiplyAdd(x, b0, s30);
                if (C.Count > 1) s31 = L.MultiplyAdd(x, b1, s31);
            }
            if (R.Count > 4)
            {
                x = L.Create(*(a + 4 * rowA));
                s40 = L.MultiplyAdd(x, b0, s40);
                if (C.Count > 1) s41 = L.MultiplyAdd(x, b1, s41);
            }
            if (R.Count > 5)
            {
                x = L.Create(*(a + 5 * rowA));
                s50 = L.MultiplyAdd(x, b0, s50);
                if (C.Count > 1) s51 = L.MultiplyAdd(x, b1, s51);
            }
            a += stepA;
            b += stepB;
        }
        L.Store(s00, c);
        if (C.Count > 1) L.Store(s01, c + next);
        if (R.Count > 1)
        {
            L.Store(s10, c + rowC);
            if (C.Count > 1) L.Store(s11, c + rowC + next);
        }
        if (R.Count > 2)
        {
            L.Store(s20, c + 2 * rowC);
            if (C.Count > 1) L.Store(s21, c + 2 * rowC + next);
        }
        if (R.Count > 3)
        {
            L.Store(s30, c + 3 * rowC);
            if (C.Count > 1) L.Store(s31, c + 3 * rowC + next);
        }
        if (R.Count > 4)
        {
            L.Store(s40, c + 4 * rowC);
            if (C.Count > 1) L.Store(s41, c + 4 * rowC + next);
        }
        if (R.Count > 5)
        {
            L.Store(s50, c + 5 * rowC);
            if (C.Count > 1) L.Store(s51, c + 5 * rowC + next);
        }
    }
}
