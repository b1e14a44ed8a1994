using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Valence.Kernels;

/// <summary>Asks for memory that is needed soon, where the processor has an instruction for it.</summary>
internal static unsafe class CacheLines
{
    private const int Floats = 16;

    /// <summary>Asks for the lines of <paramref name="count"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* from, nint count)
    {
        if (!Sse.IsSupported) return;
        for (nint i = 0; i < count; i += Floats) Sse.Prefetch1(from + i);
    }
}
