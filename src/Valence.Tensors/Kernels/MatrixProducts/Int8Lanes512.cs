using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Valence.Kernels;

/// <summary>Sixteen lanes, for processors with AVX-512.</summary>
internal unsafe struct Int8Lanes512 : IInt8Lanes<Vector512<int>>
{
    /// <summary>Whether the processor has them.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;

    /// <inheritdoc/>
    public static int Count => Vector512<int>.Count;

    /// <inheritdoc/>
    public static int Rows => 6;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(int* source) => Vector512.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> value, int* destination) => value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Create(int pair) => Vector512.Create(pair);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> First(Vector512<int> four) => ((four.AsInt16() << 8) >> 8).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Second(Vector512<int> four) => (four.AsInt16() >> 8).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sum, Vector512<int> x, Vector512<int> y) =>
        sum + Avx512BW.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16());
}
