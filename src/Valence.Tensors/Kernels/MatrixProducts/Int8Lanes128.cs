using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Valence.Kernels;

/// <summary>Four lanes, for any processor.</summary>
internal unsafe struct Int8Lanes128 : IInt8Lanes<Vector128<int>>
{
    /// <inheritdoc/>
    public static int Count => Vector128<int>.Count;

    /// <inheritdoc/>
    public static int Rows => 3;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(int* source) => Vector128.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, int* destination) => value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Create(int pair) => Vector128.Create(pair);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> First(Vector128<int> four) => ((four.AsInt16() << 8) >> 8).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Second(Vector128<int> four) => (four.AsInt16() >> 8).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sum, Vector128<int> x, Vector128<int> y) => sum + (Sse2.IsSupported
        ? Sse2.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16())
        : ((x << 16) >> 16) * ((y << 16) >> 16) + (x >> 16) * (y >> 16));
}
