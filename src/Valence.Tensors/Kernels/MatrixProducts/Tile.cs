using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>The innermost product: a tile of at most six rows and two vectors that stays in registers while the inner
/// index runs.</summary>
/// <remarks>
/// Each element is one chain <c>sum = a · b + sum</c> in ascending inner index, so its bits do not depend on the tile
/// it falls into.
/// Six by two vectors use 12 of 16 registers for sums: enough independent chains to hide the latency of the
/// multiply-adds.
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
    /// <param name="a">First element of A; its rows are <paramref name="rowA"/> apart, its inner steps
    /// <paramref name="stepA"/>.</param>
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
        int rows, int vectors, nint k, float* a, nint rowA, nint stepA, float* b, nint stepB, float* start,
        nint rowStart, nint nextStart, float* c, nint rowC)
    {
        if (stepA == 1) Choose<InRow>(rows, vectors, k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC);
        else if (rowA == 1)
            Choose<InColumn>(rows, vectors, k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC);
        else Choose<Anywhere>(rows, vectors, k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC);
    }

    /// <summary>Two tiles of one row, whose chains of multiply-adds run side by side.</summary>
    /// <param name="vectors">Vectors of each, 1 or 2.</param>
    /// <param name="k">Length of the inner axis.</param>
    /// <param name="a">The row.</param>
    /// <param name="b">First element of the first B, whose inner steps are <see cref="Columns"/> apart.</param>
    /// <param name="apart">Distance to the second B.</param>
    /// <param name="start">What the sums of the first start from.</param>
    /// <param name="next">What those of the second start from.</param>
    /// <param name="nextStart">Distance between the two vectors of a start.</param>
    /// <param name="c">Where the sums go, those of the second after <see cref="Columns"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Twice(int vectors, nint k, float* a, float* b, nint apart, float* start, float* next,
        nint nextStart, float* c)
    {
        if (vectors == 1) SumTwice<One>(k, a, b, b + apart, start, next, nextStart, c);
        else SumTwice<Two>(k, a, b, b + apart, start, next, nextStart, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumTwice<C>(nint k, float* a, float* b, float* second, float* start, float* next,
        nint nextStart, float* c) where C : struct, IExtent
    {
        V s00 = L.Load(start), s01 = default, s10 = L.Load(next), s11 = default;
        if (C.Count > 1) (s01, s11) = (L.Load(start + nextStart), L.Load(next + nextStart));
        for (; k > 0; k--)
        {
            Add<C>(a, L.Load(b), C.Count > 1 ? L.Load(b + L.Count) : default, ref s00, ref s01);
            Add<C>(a, L.Load(second), C.Count > 1 ? L.Load(second + L.Count) : default, ref s10, ref s11);
            a++;
            b += Columns;
            second += Columns;
        }
        L.Store(s00, c);
        L.Store(s10, c + Columns);
        if (C.Count == 1) return;
        L.Store(s01, c + L.Count);
        L.Store(s11, c + Columns + L.Count);
    }

    private static void Choose<A>(
        int rows, int vectors, nint k, float* a, nint rowA, nint stepA, float* b, nint stepB, float* start,
        nint rowStart, nint nextStart, float* c, nint rowC)
        where A : struct, INeighbours
    {
        switch (vectors == 1 ? -rows : rows)
        {
            case 6: Sum<Six, Two, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 5: Sum<Five, Two, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 4: Sum<Four, Two, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 3: Sum<Three, Two, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 2: Sum<Two, Two, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case 1: Sum<One, Two, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -6: Sum<Six, One, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -5: Sum<Five, One, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -4: Sum<Four, One, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -3: Sum<Three, One, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -2: Sum<Two, One, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
            case -1: Sum<One, One, A>(k, a, rowA, stepA, b, stepB, start, rowStart, nextStart, c, rowC); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<R, C, A>(nint k, float* a, nint rowA, nint stepA, float* b, nint stepB, float* start,
        nint rowStart, nint nextStart, float* c, nint rowC)
        where R : struct, IExtent where C : struct, IExtent where A : struct, INeighbours
    {
        nint next = L.Count;
        V s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default,
        s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
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
        // How many instructions a step takes decides where another thread shares the core: four steps move the pointers
        // once.
        var fourth = A.Element(a, 3, rowA, 0, stepA);
        var later = b + 2 * stepB;
        for (; k >= 4; k -= 4)
        {
            Step<R, C, A>(a, fourth, rowA, 0, stepA, b, ref s00, ref s01, ref s10, ref s11, ref s20, ref s21, ref s30,
                ref s31, ref s40, ref s41, ref s50, ref s51);
            Step<R, C, A>(a, fourth, rowA, 1, stepA, b + stepB, ref s00, ref s01, ref s10, ref s11, ref s20, ref s21,
                ref s30, ref s31, ref s40, ref s41, ref s50, ref s51);
            Step<R, C, A>(a, fourth, rowA, 2, stepA, later, ref s00, ref s01, ref s10, ref s11, ref s20, ref s21,
                ref s30, ref s31, ref s40, ref s41, ref s50, ref s51);
            Step<R, C, A>(a, fourth, rowA, 3, stepA, later + stepB, ref s00, ref s01, ref s10, ref s11, ref s20,
                ref s21, ref s30, ref s31, ref s40, ref s41, ref s50, ref s51);
            a = A.Element(a, 0, rowA, 4, stepA);
            fourth = A.Element(fourth, 0, rowA, 4, stepA);
            b += 4 * stepB;
            later += 4 * stepB;
        }
        for (; k > 0; k--)
        {
            Step<R, C, A>(a, fourth, rowA, 0, stepA, b, ref s00, ref s01, ref s10, ref s11, ref s20, ref s21, ref s30,
                ref s31, ref s40, ref s41, ref s50, ref s51);
            a = A.Element(a, 0, rowA, 1, stepA);
            fourth = A.Element(fourth, 0, rowA, 1, stepA);
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

    /// <summary>One step of the inner index, the <paramref name="k"/>-th from where the pointers stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<R, C, A>(
        float* a, float* fourth, nint rowA, int k, nint stepA, float* b,
        ref V s00, ref V s01, ref V s10, ref V s11, ref V s20, ref V s21, ref V s30, ref V s31, ref V s40, ref V s41,
        ref V s50, ref V s51)
        where R : struct, IExtent where C : struct, IExtent where A : struct, INeighbours
    {
        var b0 = L.Load(b);
        var b1 = C.Count > 1 ? L.Load(b + L.Count) : b0;
        Add<C>(A.Element(a, 0, rowA, k, stepA), b0, b1, ref s00, ref s01);
        if (R.Count > 1) Add<C>(A.Element(a, 1, rowA, k, stepA), b0, b1, ref s10, ref s11);
        if (R.Count > 2) Add<C>(A.Element(a, 2, rowA, k, stepA), b0, b1, ref s20, ref s21);
        if (R.Count > 3) Add<C>(A.Element(fourth, 0, rowA, k, stepA), b0, b1, ref s30, ref s31);
        if (R.Count > 4) Add<C>(A.Element(fourth, 1, rowA, k, stepA), b0, b1, ref s40, ref s41);
        if (R.Count > 5) Add<C>(A.Element(fourth, 2, rowA, k, stepA), b0, b1, ref s50, ref s51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<C>(float* a, V b0, V b1, ref V s0, ref V s1) where C : struct, IExtent
    {
        var x = L.Create(*a);
        s0 = L.MultiplyAdd(x, b0, s0);
        if (C.Count > 1) s1 = L.MultiplyAdd(x, b1, s1);
    }
}
