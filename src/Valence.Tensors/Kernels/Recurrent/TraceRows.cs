using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Writes what a slice of a batch leaves behind of a step, row after row and in whole cache lines.</summary>
internal static unsafe class TraceRows<L, V> where L : struct, ILanes<V> where V : unmanaged
{
    /// <summary>A second-level cache of 512 KB and its neighbours' part of the third: what a longer trace begins with
    /// is gone when the gradient comes.</summary>
    private const long BytesWorthKeeping = 1 << 20;

    /// <summary>Whether a slice's trace is longer than the caches, so that it would only push out the
    /// kernels.</summary>
    public static bool PassesCaches(long floats) => floats * sizeof(float) > BytesWorthKeeping;

    /// <summary>Copies <paramref name="rows"/> rows of <paramref name="width"/> numbers; nothing where there is no
    /// array.</summary>
    /// <param name="source">The first row; the next ones are <paramref name="stride"/> apart.</param>
    /// <param name="stride">Distance between rows of <paramref name="source"/>.</param>
    /// <param name="array">Where rows lie side by side, or null.</param>
    /// <param name="row">Which of its rows is the first to be written.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="past">Whether to write past the caches.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(float* source, nint stride, float* array, nint row, nint width, int rows, bool past)
    {
        if (array == null) return;
        var to = array + row * width;
        var count = rows * width;
        if (past && stride == width && count % L.Count == 0 && (nuint)to % (nuint)(L.Count * sizeof(float)) == 0)
        {
            // Other threads see these once the job's end is counted: counting is a full barrier.
            for (nint i = 0; i < count; i += L.Count) L.StorePast(L.Load(source + i), to + i);
            return;
        }
        for (nint r = 0; r < rows; r++) UnitBlocks<L, V>.Copy(source + r * stride, to + r * width, width);
    }
}
