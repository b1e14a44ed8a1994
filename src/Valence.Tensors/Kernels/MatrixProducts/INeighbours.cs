using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Which elements of a matrix lie side by side: a distance of 1 that is known when code is compiled costs no
/// instruction.</summary>
internal unsafe interface INeighbours
{
    /// <summary>The element so many rows and steps of the inner index beyond <paramref name="a"/>.</summary>
    static abstract float* Element(float* a, int rows, nint rowDistance, int steps, nint stepDistance);
}

/// <summary>Steps of the inner index are neighbours.</summary>
internal readonly unsafe struct InRow : INeighbours
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Element(float* a, int rows, nint rowDistance, int steps, nint stepDistance) =>
        a + rows * rowDistance + steps;
}

/// <summary>Rows are neighbours.</summary>
internal readonly unsafe struct InColumn : INeighbours
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Element(float* a, int rows, nint rowDistance, int steps, nint stepDistance) =>
        a + steps * stepDistance + rows;
}

/// <summary>Neither are.</summary>
internal readonly unsafe struct Anywhere : INeighbours
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Element(float* a, int rows, nint rowDistance, int steps, nint stepDistance) =>
        a + rows * rowDistance + steps * stepDistance;
}
