using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>LSTM with gates i, f, g, o: <c>c = f·c + i·tanh(g)</c>, <c>h = o·tanh(c)</c> (Hochreiter and Schmidhuber,
/// 1997).</summary>
/// <remarks>Saves the activated gates.</remarks>
internal readonly struct LstmCell : IRecurrentCell
{
    /// <inheritdoc/>
    public static int Gates => 4;

    /// <inheritdoc/>
    public static int Saved => 4;

    /// <inheritdoc/>
    public static bool HasCell => true;

    /// <inheritdoc/>
    public static bool SplitsLastGate => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Activate<L, V>(ref GateVectors<V> s) where L : struct, ILanes<V> where V : unmanaged
    {
        s.A = VectorMath<L, V>.Gate(s.A);
        s.B = VectorMath<L, V>.Gate(s.B);
        s.C = VectorMath<L, V>.Tanh(s.C);
        s.D = VectorMath<L, V>.Gate(s.D);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<L, V>(ref GateVectors<V> s, V x, ref V h, ref V c) where L : struct, ILanes<V>
        where V : unmanaged
    {
        c = L.MultiplyAdd(s.B, c, L.Multiply(s.A, s.C));
        h = L.Multiply(s.D, VectorMath<L, V>.Tanh(c));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<L, V>(
        in GateVectors<V> saved, V h, V c, V cBefore, ref V dh, ref V dc, out GateVectors<V> dz, out V dRecurrent)
            where L : struct, ILanes<V> where V : unmanaged
    {
        var one = L.Create(1);
        var (i, f, g, o) = (saved.A, saved.B, saved.C, saved.D);
        var y = VectorMath<L, V>.Tanh(c);
        dc = L.MultiplyAdd(L.Multiply(dh, o), L.Subtract(one, L.Multiply(y, y)), dc);
        dz = new GateVectors<V>
        {
            A = L.Multiply(L.Multiply(dc, g), L.Multiply(i, L.Subtract(one, i))),
            B = L.Multiply(L.Multiply(dc, cBefore), L.Multiply(f, L.Subtract(one, f))),
            C = L.Multiply(L.Multiply(dc, i), L.Subtract(one, L.Multiply(g, g))),
            D = L.Multiply(L.Multiply(dh, y), L.Multiply(o, L.Subtract(one, o))),
        };
        dc = L.Multiply(dc, f);
        dh = L.Create(0);
        dRecurrent = dz.D;
    }
}
