using Valence.Kernels;

namespace Valence.Tests.Kernels;

public sealed class VectorMathTests
{
    [Fact]
    public void Exp_is_accurate_from_subnormal_to_infinity() =>
        Check(new Unary.Exp(), Math.Exp, -103, 88.7f, 3e-7, 1e-45);

    [Fact]
    public void Expm1_is_accurate_also_near_zero()
    {
        Check(new Unary.Expm1(), Expm1, -30, 88.7f, 4e-7, 0);
        Check(new Unary.Expm1(), Expm1, -0.01f, 0.01f, 4e-7, 0);
    }

    [Fact]
    public void Log_is_accurate_everywhere()
    {
        Check(new Unary.Log(), Math.Log, 1e-45f, 1e-37f, 2e-7, 0);
        Check(new Unary.Log(), Math.Log, 0.5f, 2, 3e-7, 1e-9);
        Check(new Unary.Log(), Math.Log, 2, 3e38f, 2e-7, 0);
    }

    [Fact]
    public void Log1P_is_accurate_also_near_zero()
    {
        Check(new Unary.Log1P(), Log1P, -0.99f, 3, 4e-7, 0);
        Check(new Unary.Log1P(), Log1P, -1e-4f, 1e-4f, 4e-7, 0);
    }

    [Fact]
    public void Tanh_is_accurate_from_the_origin_to_its_limits()
    {
        Check(new Unary.Tanh(), Math.Tanh, -12, 12, 4e-7, 0);
        Check(new Unary.Tanh(), Math.Tanh, -0.4f, 0.4f, 4e-7, 0);
        Check(new Unary.Tanh(), Math.Tanh, -1e-6f, 1e-6f, 4e-7, 0);
    }

    [Fact]
    public void Sigmoid_is_accurate_to_the_smallest_normal_number() =>
        Check(new Unary.Sigmoid(), x => 1 / (1 + Math.Exp(-x)), -87.3f, 40, 4e-7, 0);

    [Fact]
    public void Gates_are_accurate_in_absolute_terms_and_close_entirely()
    {
        Check(new Gate(), x => 1 / (1 + Math.Exp(-x)), -40, 40, 0, 2.1e-7);
        Limits(new Gate(), [float.NegativeInfinity, float.PositiveInfinity, 0, float.NaN], 0, 1, 0.5f);
    }

    [Fact]
    public void Softplus_is_accurate_at_both_ends() =>
        Check(new Unary.Softplus(), x => Math.Max(x, 0) + Log1P(Math.Exp(-Math.Abs(x))), -80, 80, 6e-7, 0);

    [Fact]
    public void Erf_is_accurate() => Check(new Unary.Erf(), Erf, -5, 5, 4e-7, 0);

    [Fact]
    public void Gelu_is_accurate_in_parts_of_its_argument()
    {
        Check(new Unary.Gelu(), Exact, -8, 8, 0, 2.5e-6);
        Check(new Unary.GeluByTanh(), ByTanh, -8, 8, 0, 2.5e-6);
        float[] x = [.. Enumerable.Range(-400, 801).Select(i => i / 50f)], ones = [.. x.Select(_ => 1f)];
        var (slopes, byTanh) = (new float[x.Length], new float[x.Length]);
        Elementwise.Apply(new Binary.GeluGradient(), x, ones, slopes);
        Elementwise.Apply(new Binary.GeluByTanhGradient(), x, ones, byTanh);
        const double step = 1e-5;
        for (var i = 0; i < x.Length; i++)
        {
            Assert.Equal((Exact(x[i] + step) - Exact(x[i] - step)) / (2 * step), slopes[i], 2e-6);
            Assert.Equal((ByTanh(x[i] + step) - ByTanh(x[i] - step)) / (2 * step), byTanh[i], 4e-6);
        }

        static double Exact(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

        static double ByTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI)
            * (x + 0.044715 * x * x * x)));
    }

    [Fact]
    public void Limits_are_exact_and_NaN_stays()
    {
        float[] x = [float.NegativeInfinity, float.PositiveInfinity, 0, float.NaN];
        Limits(new Unary.Exp(), x, 0, float.PositiveInfinity, 1);
        Limits(new Unary.Expm1(), x, -1, float.PositiveInfinity, 0);
        Limits(new Unary.Log(), x, float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        Limits(new Unary.Log1P(), x, float.NaN, float.PositiveInfinity, 0);
        Limits(new Unary.Tanh(), x, -1, 1, 0);
        Limits(new Unary.Sigmoid(), x, 0, 1, 0.5f);
        Limits(new Unary.Softplus(), x, 0, float.PositiveInfinity, MathF.Log(2));
        Limits(new Unary.Erf(), x, -1, 1, 0);
        Limits(new Unary.Relu(), x, 0, float.PositiveInfinity, 0);
        Limits(new Unary.Sign(), [-5, 5, 0, float.NaN], -1, 1, 0);
        Limits(new Unary.Log1P(), [-1, 1, 0, float.NaN], float.NegativeInfinity, MathF.Log(2), 0);
    }

    private static void Limits<F>(F function, float[] x, float low, float high, float zero) where F : struct, IUnary
    {
        foreach (var lanes in Widths.All)
        {
            var y = Map(lanes, function, x);
            Assert.Equal(low, y[0]);
            Assert.Equal(high, y[1]);
            Assert.Equal(zero, y[2], 1e-6f);
            Assert.Equal(float.NaN, y[3]);
        }
    }

    private static void Check<F>(F function, Func<double, double> expected, float from, float to, double relative,
        double absolute) where F : struct, IUnary
    {
        const int steps = 20_000;
        var x = new float[steps + 1];
        for (var i = 0; i <= steps; i++) x[i] = (float)(from + ((double)to - from) * i / steps);
        foreach (var lanes in Widths.All)
        {
            var y = Map(lanes, function, x);
            for (var i = 0; i <= steps; i++)
            {
                var want = expected(x[i]);
                if (!(Math.Abs(y[i] - want) <= relative * Math.Abs(want) + absolute))
                    Assert.Fail($"{function} of {x[i]:R} with {lanes} lanes: expected {want}, received {y[i]:R}.");
            }
        }
    }

    private static unsafe float[] Map<F>(int lanes, F function, float[] x) where F : struct, IUnary
    {
        var y = new float[x.Length];
        fixed (float* px = x, py = y)
        {
            var work = new MapWork<F> { Function = function, X = px, Y = py, Count = x.Length };
            Widths.Run(lanes, ref work);
        }
        return y;
    }

    private static double Expm1(double x) => Math.Abs(x) < 1e-2 ? x + x * x / 2 + x * x * x / 6 + x * x * x * x / 24
        : Math.Exp(x) - 1;

    private static double Log1P(double x) => Math.Abs(x) < 1e-3 ? x - x * x / 2 + x * x * x / 3 - x * x * x * x / 4
        : Math.Log(1 + x);

    private static double Erf(double x)
    {
        if (Math.Abs(x) > 2.5) return Math.Sign(x) * (1 - Erfc(Math.Abs(x)));
        var (sum, term) = (0.0, x);
        for (var k = 0; k < 80; k++)
        {
            sum += term / (2 * k + 1);
            term *= -x * x / (k + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double Erfc(double x)
    {
        if (x < 2.5) return 1 - Erf(x);
        var t = x;
        for (var k = 200; k > 0; k--) t = x + k / 2.0 / t;
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / t;
    }

    private unsafe struct MapWork<F> : IVectorized where F : struct, IUnary
    {
        public F Function;
        public float* X, Y;
        public int Count;

        public readonly void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged =>
            Stripe<L, V>.Map(Function, X, Y, Count);
    }

    private readonly struct Gate : IUnary
    {
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Gate(x);
    }
}
