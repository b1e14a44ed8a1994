using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Valence.Kernels;

/// <summary>Sums of rows of a table, one after another.</summary>
internal static class RowSums
{
    /// <summary><c>to[j] = Σᵢ rows[places[i]·stride + j]</c>, in the order of places; zeros where there is
    /// none.</summary>
    /// <param name="rows">The first element of the table, or of the columns that are summed.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="places">Which rows; all of them are in the table.</param>
    /// <param name="to">The sums, as many as columns.</param>
    /// <param name="accumulate">Whether the sums go on from what <paramref name="to"/> holds.</param>
    // The sums stay in registers while the rows pass.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref readonly float rows, int stride, ReadOnlySpan<int> places, Span<float> to,
        bool accumulate = false)
    {
        if (!accumulate) to.Clear();
        var width = Vector<float>.Count;
        ref var source = ref Unsafe.AsRef(in rows);
        ref var target = ref MemoryMarshal.GetReference(to);
        var i = 0;
        for (; i <= to.Length - 4 * width; i += 4 * width)
        {
            var a = Vector.LoadUnsafe(ref target, (nuint)i);
            var b = Vector.LoadUnsafe(ref target, (nuint)(i + width));
            var c = Vector.LoadUnsafe(ref target, (nuint)(i + 2 * width));
            var d = Vector.LoadUnsafe(ref target, (nuint)(i + 3 * width));
            foreach (var place in places)
            {
                ref var row = ref Unsafe.Add(ref source, (nint)place * stride + i);
                a += Vector.LoadUnsafe(ref row);
                b += Vector.LoadUnsafe(ref row, (nuint)width);
                c += Vector.LoadUnsafe(ref row, (nuint)(2 * width));
                d += Vector.LoadUnsafe(ref row, (nuint)(3 * width));
            }
            a.StoreUnsafe(ref target, (nuint)i);
            b.StoreUnsafe(ref target, (nuint)(i + width));
            c.StoreUnsafe(ref target, (nuint)(i + 2 * width));
            d.StoreUnsafe(ref target, (nuint)(i + 3 * width));
        }
        for (; i <= to.Length - width; i += width)
        {
            var sum = Vector.LoadUnsafe(ref target, (nuint)i);
            foreach (var place in places)
                sum += Vector.LoadUnsafe(ref Unsafe.Add(ref source, (nint)place * stride + i));
            sum.StoreUnsafe(ref target, (nuint)i);
        }
        for (; i < to.Length; i++)
            foreach (var place in places) to[i] += Unsafe.Add(ref source, (nint)place * stride + i);
    }
}
