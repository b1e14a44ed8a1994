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
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += (double)x[i] * y[i];
        return sum;
    }
}
