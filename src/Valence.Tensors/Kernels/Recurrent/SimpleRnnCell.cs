using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>The plain recurrent cell: <c>h = tanh(x + h·U)</c>.</summary>
/// <remarks>Saves the output.</remarks>
internal readonly struct SimpleRnnCell : IRecurrentCell
{
    /// <inheritdoc/>
    public static int Gates => 1;

    /// <inheritdoc/>
    public static int Saved => 1;

    /// <inheritdoc/>
    public static bool HasCell => false;

    /// <inheritdoc/>
    public static bool SplitsLastGate => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Activate<L, V>(ref GateVectors<V> s) where L : struct, ILanes<V> where V : unmanaged
    {
        s.A = VectorMath<L, V>.Tanh(s.A);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<L, V>(ref GateVectors<V> s, V x, ref V h, ref V c) where L : struct, ILanes<V>
        where V : unmanaged
    {
        h = s.A;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<L, V>(
        in GateVectors<V> saved, V h, V c, V cBefore, ref V dh, ref V dc, out GateVectors<V> dz, out V dRecurrent)
            where L : struct, ILanes<V> where V : unmanaged
    {
        dz = new GateVectors<V> { A = L.Multiply(dh, L.Subtract(L.Create(1), L.Multiply(saved.A, saved.A))) };
        dRecurrent = dz.A;
        dh = L.Create(0);
    }
}
