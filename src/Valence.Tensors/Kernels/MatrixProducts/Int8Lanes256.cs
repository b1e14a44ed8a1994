using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Valence.Kernels;

/// <summary>Eight lanes, for processors with AVX2.</summary>
internal unsafe struct Int8Lanes256 : IInt8Lanes<Vector256<int>>
{
    /// <summary>Whether the processor has them.</summary>
    public static bool IsSupported => Vector256.IsHardwareAccelerated && Avx2.IsSupported;

    /// <inheritdoc/>
    public static int Count => Vector256<int>.Count;

    /// <inheritdoc/>
    public static int Rows => 3;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(int* source) => Vector256.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, int* destination) => value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Create(int pair) => Vector256.Create(pair);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> First(Vector256<int> four) => ((four.AsInt16() << 8) >> 8).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Second(Vector256<int> four) => (four.AsInt16() >> 8).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> x, Vector256<int> y) =>
        sum + Avx2.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16());
}
