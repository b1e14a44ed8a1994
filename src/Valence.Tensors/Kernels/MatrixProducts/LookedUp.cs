using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Copies of rows of a table, a stretch of each row of X in a row of their own.</summary>
internal static unsafe class LookedUp<L, V> where L : struct, ILanes<V> where V : unmanaged
{
    /// <summary>Successive rows lie in different sets of the first-level cache.</summary>
    private const int Apart = 16;

    /// <summary>Distance between rows.</summary>
    public static int Stride(LookupShape shape) => LookupProduct.PlacesPerStretch(shape) * shape.Width + Apart;

    /// <summary>Copies what row <paramref name="row"/> of X has at some places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(in LookupPointers pointers, int row, int place, int places, float* to)
    {
        nint width = pointers.Shape.Width;
        var ids = pointers.Ids + (nint)row * pointers.Shape.Places + place;
        for (nint i = 0; i < places; i++) UnitBlocks<L, V>.Copy(pointers.Table + ids[i] * width, to + i * width, width);
    }
}
