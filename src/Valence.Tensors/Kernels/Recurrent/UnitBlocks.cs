using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>How the units of a state are cut into vectors: the last one overlaps its neighbour rather than being
/// partial.</summary>
/// <remarks>Units in the overlap are computed twice with the same bits. States narrower than a vector are one padded
/// vector.</remarks>
internal static unsafe class UnitBlocks<L, V> where L : struct, ILanes<V> where V : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Count(int units) => (units + L.Count - 1) / L.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(int block, int units) => Math.Max(0, Math.Min(block * L.Count, units - L.Count));

    /// <summary>Numbers per state in working memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Width(int units) => Math.Max(units, L.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(float* source, int units) =>
        units >= L.Count ? L.Load(source) : Stripe<L, V>.LoadPart(source, units);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(V value, float* destination, int units)
    {
        if (units >= L.Count) L.Store(value, destination);
        else Stripe<L, V>.StorePart(value, destination, units);
    }

    /// <summary>Numbers in the packed kernels.</summary>
    public static long PackedLength(int gates, int features, int units) =>
        (long)Count(units) * Panels(gates) * (features + units) * Tile<L, V>.Columns;

    /// <summary>Pairs of gates: each fills one tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Panels(int gates) => (gates + 1) / 2;

    /// <summary>Writes the kernel above the recurrent kernel as <c>[block, pair of gates, features + units, 2
    /// vectors]</c>, so that all gates of a unit come together.</summary>
    public static void Pack(float* kernel, int features, float* recurrent, int gates, int units, float* packed)
    {
        nint width = gates * units;
        for (var block = 0; block < Count(units); block++)
            for (var panel = 0; panel < Panels(gates); panel++)
                for (var p = 0; p < features + units; p++)
                {
                    var row = (p < features ? kernel + p * width : recurrent + (p - features) * width)
                        + First(block, units);
                    for (var half = 0; half < 2; half++)
                    {
                        var gate = 2 * panel + half;
                        L.Store(gate < gates ? Load(row + gate * units, units) : L.Create(0), packed + half * L.Count);
                    }
                    packed += Tile<L, V>.Columns;
                }
    }

    /// <summary>Copies a row: whole vectors, the last of which overlaps its neighbour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* destination, nint count)
    {
        nint i = 0;
        for (; i <= count - L.Count; i += L.Count) L.Store(L.Load(source + i), destination + i);
        if (i == count) return;
        if (count >= L.Count) L.Store(L.Load(source + count - L.Count), destination + count - L.Count);
        else for (; i < count; i++) destination[i] = source[i];
    }

    /// <summary>Adds a row to another: <c>sum += x</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(float* x, float* sum, nint count)
    {
        nint i = 0;
        for (; i <= count - L.Count; i += L.Count) L.Store(L.Add(L.Load(sum + i), L.Load(x + i)), sum + i);
        for (; i < count; i++) sum[i] += x[i];
    }
}
