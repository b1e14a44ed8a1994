using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Valence.Optimizers;

/// <summary>Runs a formula over arrays of any length, vector by vector; the elements that are left form one more vector
/// with zeros.</summary>
internal static class ElementLoop
{
    /// <summary>Replaces each element of <paramref name="a"/> by the formula of it and the element of
    /// <paramref name="b"/> at its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TFormula>(Span<float> a, ReadOnlySpan<float> b, TFormula formula)
        where TFormula : struct, IElementFormula
    {
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(a);
        var others = MemoryMarshal.Cast<float, Vector<float>>(b[..a.Length]);
        for (var i = 0; i < lanes.Length; i++) lanes[i] = formula.Of(lanes[i], others[i]);
        var done = lanes.Length * Vector<float>.Count;
        if (done == a.Length) return;
        Span<float> x = stackalloc float[Vector<float>.Count], y = stackalloc float[Vector<float>.Count];
        a[done..].CopyTo(x);
        b[done..a.Length].CopyTo(y);
        formula.Of(new(x), new(y)).CopyTo(x);
        x[..(a.Length - done)].CopyTo(a[done..]);
    }

    /// <summary>The sum of the squares of all elements, in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(ReadOnlySpan<float> x)
    {
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(x);
        Vector<double> first = default, second = default;
        foreach (var lane in lanes)
        {
            Vector.Widen(lane, out var low, out var high);
            first += low * low;
            second += high * high;
        }
        var sum = Vector.Sum(first + second);
        foreach (var element in x[(lanes.Length * Vector<float>.Count)..]) sum += (double)element * element;
        return sum;
    }
}
