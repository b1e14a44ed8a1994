using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Elementary functions of whole vectors. A value's result is the same in every lane and at every
/// position.</summary>
/// <remarks>
/// Every function returns NaN for NaN. Exponentials split their argument as <c>x = n·ln 2 + r</c>, |r| ≤ ½ ln 2; their
/// polynomials interpolate at Chebyshev nodes.
/// </remarks>
/// <typeparam name="L">The arithmetic.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal static class VectorMath<L, V> where L : struct, ILanes<V> where V : unmanaged
{
    private const float Log2E = 1.44269504f;

    // ln 2 as a sum: n times the first part is exact for every exponent n.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    private const float InverseSqrt2 = 0.70710678f, InverseSqrtTwoPi = 0.39894228f, SqrtTwoOverPi = 0.79788456f,
        GeluCube = 0.044715f;

    /// <summary>1.5 · 2²³: adding it rounds to an integer, which then stands in the lowest bits.</summary>
    private const float Rounding = 12582912f;

    /// <summary>x, or 0 where |x| &lt; 10⁻³⁰: what shrinks from step to step would become subnormal, which many
    /// processors compute with a hundred times as slowly, before it becomes 0 anyway.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V FlushToZero(V x) => L.Select(L.GreaterThan(L.Create(1e-30f), L.Abs(x)), L.Create(0), x);

    /// <summary>eˣ within 2 ulp; subnormal results included, ∞ from 88.73 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        x = L.Max(L.Create(-105), L.Min(L.Create(89), x));
        var p = Reduced(x, out var shifted);
        var n = L.SubtractBits(shifted, L.Create(Rounding));
        var half = L.ShiftRightBits(n, 1);
        // Two factors: 2ⁿ alone leaves the range of normal numbers at both ends.
        return L.Multiply(L.Multiply(L.Add(L.Create(1), p), PowerOfTwo(half)), PowerOfTwo(L.SubtractBits(n, half)));
    }

    /// <summary>eˣ − 1 within 3 ulp, also near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1(V x)
    {
        var clamped = L.Max(L.Create(-18), L.Min(L.Create(88), x));
        var p = Reduced(clamped, out var shifted);
        var scale = PowerOfTwo(L.SubtractBits(shifted, L.Create(Rounding)));
        var result = L.MultiplyAdd(scale, p, L.Subtract(scale, L.Create(1)));
        return L.Select(L.GreaterThan(x, L.Create(88)), Exp(x), result);
    }

    /// <summary>1 / (1 + e⁻ˣ) within 4·10⁻⁷ relative; 0 below −88.37, where the true value is subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        var one = L.Create(1);
        var p = Reduced(L.Max(L.Create(-88), L.Min(L.Create(88.9f), L.Subtract(L.Create(0), x))), out var shifted);
        var scale = PowerOfTwo(L.SubtractBits(shifted, L.Create(Rounding)));
        return L.Divide(one, L.MultiplyAdd(L.Add(one, p), scale, one));
    }

    /// <summary>1 / (1 + e⁻ˣ) within 2·10⁻⁷ absolute; exactly 0 and 1 at the ends. For gates: it costs two thirds of
    /// <see cref="Sigmoid"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gate(V x)
    {
        // ½ + ½ tanh(x / 2): the halves are in the coefficients.
        x = L.Max(L.Create(-16.60596f), L.Min(L.Create(16.60596f), x));
        var s = L.Multiply(x, x);
        var p = L.MultiplyAdd(s, L.Create(1.3305738e-11f), L.Create(8.1258364e-08f));
        p = L.MultiplyAdd(p, s, L.Create(5.4800872e-05f));
        p = L.MultiplyAdd(p, s, L.Create(0.008369272f));
        p = L.MultiplyAdd(p, s, L.Create(0.25f));
        var q = L.MultiplyAdd(s, L.Create(3.080689e-09f), L.Create(5.1636825e-06f));
        q = L.MultiplyAdd(q, s, L.Create(0.0016200825f));
        q = L.MultiplyAdd(q, s, L.Create(0.11681038f));
        q = L.MultiplyAdd(q, s, L.Create(1));
        return L.Add(L.Divide(L.Multiply(p, x), q), L.Create(0.5f));
    }

    /// <summary>½ x (1 + erf(x / √2)) within 3·10⁻⁷ of |x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x) =>
        L.Multiply(L.Multiply(x, L.Create(0.5f)), L.Add(L.Create(1), Erf(L.Multiply(x, L.Create(InverseSqrt2)))));

    /// <summary>The slope of <see cref="Gelu"/>: Φ(x) + x φ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluSlope(V x)
    {
        var density = L.Multiply(Exp(L.Multiply(L.Create(-0.5f), L.Multiply(x, x))), L.Create(InverseSqrtTwoPi));
        var below = L.MultiplyAdd(Erf(L.Multiply(x, L.Create(InverseSqrt2))), L.Create(0.5f), L.Create(0.5f));
        return L.MultiplyAdd(x, density, below);
    }

    /// <summary>½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) within 4·10⁻⁷ of |x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluByTanh(V x) =>
        L.Multiply(L.Multiply(x, L.Create(0.5f)), L.Add(L.Create(1), GeluTanh(x, L.Multiply(x, x))));

    /// <summary>The slope of <see cref="GeluByTanh"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluByTanhSlope(V x)
    {
        var (one, half, square) = (L.Create(1), L.Create(0.5f), L.Multiply(x, x));
        var t = GeluTanh(x, square);
        var slope = L.Multiply(L.MultiplyAdd(square, L.Create(3 * GeluCube), one), L.Create(SqrtTwoOverPi));
        var steep = L.Multiply(L.Multiply(half, x), L.Subtract(one, L.Multiply(t, t)));
        return L.MultiplyAdd(steep, slope, L.MultiplyAdd(t, half, half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V GeluTanh(V x, V square) => Tanh(L.Multiply(L.Create(SqrtTwoOverPi),
        L.Multiply(x, L.MultiplyAdd(square, L.Create(GeluCube), L.Create(1)))));

    /// <summary>tanh x within 4·10⁻⁷ relative; exactly ±1 at the ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        // An odd polynomial over an even one, of the least relative error up to 8.85. Both bounds are where the
        // quotient first rounds to ±1.
        x = L.Max(L.Create(-8.156354f), L.Min(L.Create(8.156354f), x));
        var s = L.Multiply(x, x);
        var p = L.MultiplyAdd(s, L.Create(1.3625075e-08f), L.Create(2.0802141e-05f));
        p = L.MultiplyAdd(p, s, L.Create(0.0035072558f));
        p = L.MultiplyAdd(p, s, L.Create(0.13390835f));
        p = L.MultiplyAdd(p, s, L.Create(1));
        var q = L.MultiplyAdd(s, L.Create(7.886564e-07f), L.Create(0.00033047568f));
        q = L.MultiplyAdd(q, s, L.Create(0.02592132f));
        q = L.MultiplyAdd(q, s, L.Create(0.46724153f));
        q = L.MultiplyAdd(q, s, L.Create(1));
        return L.Divide(L.Multiply(p, x), q);
    }

    /// <summary>Natural logarithm within 2 ulp; −∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        var subnormal = L.GreaterThan(L.Create(1.17549435e-38f), x);
        var scaled = L.Select(subnormal, L.Multiply(x, L.Create(8388608f)), x);
        // x = 2ⁿ · m with √½ ≤ m < √2.
        var bits = L.SubtractBits(scaled, L.CreateBits(0x3F3504F3));
        var n = L.Subtract(L.FromInteger(L.ShiftRightBits(bits, 23)), L.And(subnormal, L.Create(23)));
        var m = L.AddBits(L.And(bits, L.CreateBits(0x007FFFFF)), L.CreateBits(0x3F3504F3));
        var result = LogOfMantissa(L.Subtract(m, L.Create(1)), n);
        result = L.Select(L.AreEqual(x, L.Create(0)), L.Create(float.NegativeInfinity), result);
        result = L.Select(L.GreaterThan(L.Create(0), x), L.Create(float.NaN), result);
        return L.Select(L.GreaterThan(L.Create(float.PositiveInfinity), x), result,
            L.Select(L.AreEqual(x, L.Create(float.PositiveInfinity)), x, L.Add(x, result)));
    }

    /// <summary>log(1 + x) within 3 ulp, also near 0; −∞ at −1, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1P(V x)
    {
        // What rounding 1 + x lost is x − (u − 1); its share of the logarithm is that over u.
        var one = L.Create(1);
        var u = L.Add(one, x);
        var lost = L.Divide(L.Subtract(x, L.Subtract(u, one)), u);
        var corrected = L.Add(Log(u), lost);
        corrected = L.Select(L.GreaterThan(L.Create(float.MaxValue), L.Abs(u)), corrected, Log(u));
        corrected = L.Select(L.AreEqual(u, L.Create(0)), L.Create(float.NegativeInfinity), corrected);
        return L.Select(L.GreaterThan(L.Create(1e-8f), L.Abs(x)), x, corrected);
    }

    /// <summary>log(1 + eˣ), exact in relative terms at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus(V x) =>
        L.Add(L.Max(L.Create(0), x), Log1P(Exp(L.Subtract(L.Create(0), L.Abs(x)))));

    /// <summary>The error function within 2·10⁻⁷.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        var z = L.Abs(x);
        var tail = L.Subtract(L.Create(1), ErfcTail(z));
        var sign = L.And(x, L.CreateBits(int.MinValue));
        return L.Select(L.GreaterThan(z, L.Create(1)), L.Or(tail, sign), ErfCentre(x));
    }

    /// <summary>1 − erf x, exact in relative terms (4·10⁻⁶) where it is small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfc(V x)
    {
        var z = L.Abs(x);
        var tail = ErfcTail(z);
        var outer = L.Select(L.GreaterThan(x, L.Create(0)), tail, L.Subtract(L.Create(2), tail));
        return L.Select(L.GreaterThan(z, L.Create(1)), outer, L.Subtract(L.Create(1), ErfCentre(x)));
    }

    /// <summary>e^r − 1 of the reduced argument; the exponent n is left in the lowest bits of
    /// <paramref name="shifted"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduced(V x, out V shifted)
    {
        shifted = L.MultiplyAdd(x, L.Create(Log2E), L.Create(Rounding));
        var n = L.Subtract(shifted, L.Create(Rounding));
        var r = L.MultiplyAdd(n, L.Create(-Ln2High), x);
        r = L.MultiplyAdd(n, L.Create(-Ln2Low), r);
        var q = L.MultiplyAdd(L.Create(0.0013926376f), r, L.Create(0.0083633331f));
        q = L.MultiplyAdd(q, r, L.Create(0.0416665535f));
        q = L.MultiplyAdd(q, r, L.Create(0.1666657606f));
        q = L.MultiplyAdd(q, r, L.Create(0.5f));
        return L.MultiplyAdd(L.Multiply(r, r), q, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PowerOfTwo(V exponent) => L.ShiftLeftBits(L.AddBits(exponent, L.CreateBits(127)), 23);

    /// <summary>n·ln 2 + log(1 + f), from the series of 2·artanh(f / (2 + f)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfMantissa(V f, V n)
    {
        var s = L.Divide(f, L.Add(L.Create(2), f));
        var s2 = L.Multiply(s, s);
        var series = L.MultiplyAdd(s2, L.Create(2f / 11), L.Create(2f / 9));
        series = L.MultiplyAdd(series, s2, L.Create(2f / 7));
        series = L.MultiplyAdd(series, s2, L.Create(2f / 5));
        series = L.MultiplyAdd(series, s2, L.Create(2f / 3));
        series = L.Multiply(series, s2);
        var square = L.Multiply(L.Multiply(L.Create(0.5f), f), f);
        var low = L.MultiplyAdd(s, L.Add(square, series), L.Multiply(n, L.Create(Ln2Low)));
        return L.MultiplyAdd(n, L.Create(Ln2High), L.Subtract(f, L.Subtract(square, low)));
    }

    /// <summary>erf x for |x| ≤ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfCentre(V x)
    {
        var s = L.Multiply(x, x);
        var p = L.MultiplyAdd(s, L.Create(7.875875e-05f), L.Create(-0.00080168643f));
        p = L.MultiplyAdd(p, s, L.Create(0.005189087f));
        p = L.MultiplyAdd(p, s, L.Create(-0.026854212f));
        p = L.MultiplyAdd(p, s, L.Create(0.11283595f));
        p = L.MultiplyAdd(p, s, L.Create(-0.37612627f));
        p = L.MultiplyAdd(p, s, L.Create(1.1283792f));
        return L.Multiply(p, x);
    }

    /// <summary>1 − erf z for z ≥ 1, as e^(−z²) times a polynomial in u = 1 / (z + 1.5).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfcTail(V z)
    {
        z = L.Min(L.Create(10.2f), z);
        var u = L.Divide(L.Create(1), L.Add(z, L.Create(1.5f)));
        var p = L.MultiplyAdd(u, L.Create(-5.1126449f), L.Create(11.409122f));
        p = L.MultiplyAdd(p, u, L.Create(-8.5573368f));
        p = L.MultiplyAdd(p, u, L.Create(1.2175540f));
        p = L.MultiplyAdd(p, u, L.Create(0.35278048f));
        p = L.MultiplyAdd(p, u, L.Create(1.0145265f));
        p = L.MultiplyAdd(p, u, L.Create(0.84484404f));
        p = L.MultiplyAdd(p, u, L.Create(0.56422168f));
        return L.Multiply(L.Multiply(p, u), Exp(L.Subtract(L.Create(0), L.Multiply(z, z))));
    }
}
