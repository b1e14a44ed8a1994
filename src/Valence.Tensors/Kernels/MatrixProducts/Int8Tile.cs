using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>The innermost product of int8: a tile of at most six rows and two vectors that stays in registers while the
/// inner index runs.</summary>
internal static unsafe class Int8Tile<L, V> where L : struct, IInt8Lanes<V> where V : unmanaged
{
    /// <summary>Writes the sums of a tile, rows of two vectors.</summary>
    /// <param name="rows">Rows of the tile, 1 to 6.</param>
    /// <param name="vectors">Vectors per row, 1 or 2.</param>
    /// <param name="groups">Groups of four inner indices.</param>
    /// <param name="a">Rows of numbers of 16 bits.</param>
    /// <param name="rowA">Distance between rows.</param>
    /// <param name="b">The first vector's columns, whose groups are a panel's width apart.</param>
    /// <param name="next">The second vector's columns.</param>
    /// <param name="sums">Where the sums go.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(int rows, int vectors, int groups, short* a, nint rowA, int* b, int* next, int* sums)
    {
        switch (vectors == 1 ? -rows : rows)
        {
            case 6: Sum<Six, Two>(groups, a, rowA, b, next, sums); break;
            case 5: Sum<Five, Two>(groups, a, rowA, b, next, sums); break;
            case 4: Sum<Four, Two>(groups, a, rowA, b, next, sums); break;
            case 3: Sum<Three, Two>(groups, a, rowA, b, next, sums); break;
            case 2: Sum<Two, Two>(groups, a, rowA, b, next, sums); break;
            case 1: Sum<One, Two>(groups, a, rowA, b, next, sums); break;
            case -6: Sum<Six, One>(groups, a, rowA, b, next, sums); break;
            case -5: Sum<Five, One>(groups, a, rowA, b, next, sums); break;
            case -4: Sum<Four, One>(groups, a, rowA, b, next, sums); break;
            case -3: Sum<Three, One>(groups, a, rowA, b, next, sums); break;
            case -2: Sum<Two, One>(groups, a, rowA, b, next, sums); break;
            case -1: Sum<One, One>(groups, a, rowA, b, next, sums); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<R, C>(int groups, short* a, nint rowA, int* b, int* next, int* sums)
        where R : struct, IExtent where C : struct, IExtent
    {
        V s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default,
            s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        var fourth = a + 3 * rowA;
        for (; groups > 0; groups--)
        {
            var w = L.Load(b);
            var (first0, second0) = (L.First(w), L.Second(w));
            var (first1, second1) = (first0, second0);
            if (C.Count > 1)
            {
                w = L.Load(next);
                (first1, second1) = (L.First(w), L.Second(w));
            }
            Add<C>(a, first0, second0, first1, second1, ref s00, ref s01);
            if (R.Count > 1) Add<C>(a + rowA, first0, second0, first1, second1, ref s10, ref s11);
            if (R.Count > 2) Add<C>(a + 2 * rowA, first0, second0, first1, second1, ref s20, ref s21);
            if (R.Count > 3) Add<C>(fourth, first0, second0, first1, second1, ref s30, ref s31);
            if (R.Count > 4) Add<C>(fourth + rowA, first0, second0, first1, second1, ref s40, ref s41);
            if (R.Count > 5) Add<C>(fourth + 2 * rowA, first0, second0, first1, second1, ref s50, ref s51);
            a += Int8Order.Group;
            fourth += Int8Order.Group;
            b += Int8Order.PanelColumns;
            next += Int8Order.PanelColumns;
        }
        Store<C>(s00, s01, sums);
        if (R.Count > 1) Store<C>(s10, s11, sums + 2 * L.Count);
        if (R.Count > 2) Store<C>(s20, s21, sums + 4 * L.Count);
        if (R.Count > 3) Store<C>(s30, s31, sums + 6 * L.Count);
        if (R.Count > 4) Store<C>(s40, s41, sums + 8 * L.Count);
        if (R.Count > 5) Store<C>(s50, s51, sums + 10 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<C>(short* a, V first0, V second0, V first1, V second1, ref V s0, ref V s1)
        where C : struct, IExtent
    {
        var pair = L.Create(*(int*)a);
        var other = L.Create(*(int*)(a + 2));
        s0 = L.Add(L.Add(s0, pair, first0), other, second0);
        if (C.Count > 1) s1 = L.Add(L.Add(s1, pair, first1), other, second1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<C>(V s0, V s1, int* sums) where C : struct, IExtent
    {
        L.Store(s0, sums);
        if (C.Count > 1) L.Store(s1, sums + L.Count);
    }
}
