using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>GRU with gates z, r, h and the reset after the product (Keras' <c>reset_after=True</c>): <c>h = z·h + (1 −
/// z)·tanh(x + r·(h·U + b))</c>.</summary>
/// <remarks>Saves z, r, the candidate and the candidate's recurrent product.</remarks>
internal readonly struct GruCell : IRecurrentCell
{
    /// <inheritdoc/>
    public static int Gates => 3;

    /// <inheritdoc/>
    public static int Saved => 4;

    /// <inheritdoc/>
    public static bool HasCell => false;

    /// <inheritdoc/>
    public static bool SplitsLastGate => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Activate<L, V>(ref GateVectors<V> s) where L : struct, ILanes<V> where V : unmanaged
    {
        s.A = VectorMath<L, V>.Gate(s.A);
        s.B = VectorMath<L, V>.Gate(s.B);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<L, V>(ref GateVectors<V> s, V x, ref V h, ref V c) where L : struct, ILanes<V>
        where V : unmanaged
    {
        s.D = s.C;
        s.C = VectorMath<L, V>.Tanh(L.MultiplyAdd(s.B, s.C, x));
        h = L.MultiplyAdd(s.A, h, L.Multiply(L.Subtract(L.Create(1), s.A), s.C));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<L, V>(
        in GateVectors<V> saved, V h, V c, V cBefore, ref V dh, ref V dc, out GateVectors<V> dz, out V dRecurrent)
            where L : struct, ILanes<V> where V : unmanaged
    {
        var one = L.Create(1);
        var (z, r, candidate, product) = (saved.A, saved.B, saved.C, saved.D);
        var d = L.Multiply(L.Multiply(dh, L.Subtract(one, z)), L.Subtract(one, L.Multiply(candidate, candidate)));
        dz = new GateVectors<V>
        {
            A = L.Multiply(L.Multiply(dh, L.Subtract(h, candidate)), L.Multiply(z, L.Subtract(one, z))),
            B = L.Multiply(L.Multiply(d, product), L.Multiply(r, L.Subtract(one, r))),
            C = d,
            D = d,
        };
        dRecurrent = L.Multiply(d, r);
        dh = L.Multiply(dh, z);
    }
}
