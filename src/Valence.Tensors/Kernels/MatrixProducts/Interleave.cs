using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Valence.Kernels;

/// <summary>Combines halves of two vectors of four.</summary>
internal static class Interleave
{
    /// <summary><c>x₀ y₀ x₁ y₁</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Low(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported) return Sse.UnpackLow(x, y);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipLow(x, y);
        return Vector128.Create(x[0], y[0], x[1], y[1]);
    }

    /// <summary><c>x₂ y₂ x₃ y₃</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> High(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported) return Sse.UnpackHigh(x, y);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipHigh(x, y);
        return Vector128.Create(x[2], y[2], x[3], y[3]);
    }

    /// <summary><c>x₀ x₁ y₀ y₁</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LowPairs(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported) return Sse.MoveLowToHigh(x, y);
        return Vector128.Create(x.GetLower(), y.GetLower());
    }

    /// <summary><c>x₂ x₃ y₂ y₃</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> HighPairs(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported) return Sse.MoveHighToLow(y, x);
        return Vector128.Create(x.GetUpper(), y.GetUpper());
    }
}
