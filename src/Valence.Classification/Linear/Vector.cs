using System.Numerics;

namespace Valence.Classification;

/// <summary>Sums over vectors of as many elements as there are classes: for so few the set-up of a kernel would cost
/// more than its sum.</summary>
internal static class Vector
{
    /// <summary><c>y += a · x</c>.</summary>
    public static void Add(ReadOnlySpan<float> x, float a, Span<float> y)
    {
        var i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(y[i..]) + new Vector<float>(x[i..]) * a).CopyTo(y[i..]);
        for (; i < x.Length; i++) y[i] += a * x[i];
    }

    /// <summary><c>Σ x y</c>, in double.</summary>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var (sum, sums, i) = (0.0, Vector<double>.Zero, 0);
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            System.Numerics.Vector.Widen(new Vector<float>(x[i..]), out var lowX, out var highX);
            System.Numerics.Vector.Widen(new Vector<float>(y[i..]), out var lowY, out var highY);
            sums += lowX * lowY + highX * highY;
        }
        for (; i < x.Length; i++) sum += (double)x[i] * y[i];
        return sum + System.Numerics.Vector.Sum(sums);
    }

    /// <summary>Runs a body for stretches of <paramref name="length"/> elements, on all processors, and adds what each
    /// answers in their order, so that the sum does not depend on threads.</summary>
    public static double Sum(int length, Func<int, int, double> body)
    {
        const int stretch = 1 << 14;
        var sums = new double[(length + stretch - 1) / stretch];
        Parallel.For(0, sums.Length, i => sums[i] = body(i * stretch, Math.Min(length, (i + 1) * stretch)));
        return sums.Sum();
    }

    /// <summary><c>Σ x y</c> of many elements.</summary>
    public static double Dot(float[] x, float[] y) =>
        Sum(x.Length, (from, to) => Dot(x.AsSpan(from..to), y.AsSpan(from..to)));
}
