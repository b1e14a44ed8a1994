using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Valence.Kernels;

/// <summary>The width of vector that this processor does best: the one place where kernels choose it.</summary>
internal static class VectorWidth
{
    /// <summary>Single-precision numbers per vector: 16, 8, 4 or 1.</summary>
    public static int Lanes =>
        Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4
            : 1;

    /// <summary>Runs <paramref name="work"/> with the widest vectors that the hardware accelerates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TWork>(ref TWork work) where TWork : struct, IVectorized, allows ref struct
    {
        if (Vector512.IsHardwareAccelerated) work.Run<Lanes512, Vector512<float>>();
        else if (Vector256.IsHardwareAccelerated) work.Run<Lanes256, Vector256<float>>();
        else if (Vector128.IsHardwareAccelerated) work.Run<Lanes128, Vector128<float>>();
        else work.Run<Lanes32, float>();
    }
}
