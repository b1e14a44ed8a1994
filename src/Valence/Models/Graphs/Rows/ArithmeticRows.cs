using Valence.Operations;
using static Valence.Models.KerasOperation;

namespace Valence.Models;

/// <summary>The rows of arithmetic with two operands.</summary>
internal static class ArithmeticRows
{
    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        Of("numpy.Add(x1, x2)", o => Exact(o, (call, a, b) => call.Add(a, b), (call, a, b) => call.Maximum(a, b))),
        Of("numpy.Subtract(x1, x2)", o => Exact(o, (call, a, b) => call.Subtract(a, b))),
        Of("numpy.Multiply(x1, x2)",
            o => Exact(o, (call, a, b) => call.Multiply(a, b), (call, a, b) => call.Multiply(a, b))),
        Of("numpy.Divide(x1, x2)", Quotient),
        Of("numpy.TrueDivide(x1, x2)", Quotient),
        Of("numpy.DivideNoNan(x1, x2)", QuotientOrZero),
        Of("numpy.FloorDivide(x1, x2)", o => Exact(o, (call, a, b) => call.FloorDivide(a, b), truths: KerasType.Int8)),
        Of("numpy.Mod(x1, x2)", o => Remainder(o, (call, a, b) => call.Mod(a, b))),
        Of("numpy.Fmod(x1, x2)", o => Remainder(o, Truncated)),
        Of("numpy.Power(x1, x2)", o => Exact(o, (call, a, b) => call.Power(a, b), truths: KerasType.Int8)),
        Of("numpy.Maximum(x1, x2)",
            o => Exact(o, (call, a, b) => call.Maximum(a, b), (call, a, b) => call.Maximum(a, b))),
        Of("numpy.Minimum(x1, x2)",
            o => Exact(o, (call, a, b) => call.Minimum(a, b), (call, a, b) => call.Minimum(a, b))),
        Of("numpy.Fmax(x1, x2)", o => IgnoringNaN(o, (call, a, b) => call.Maximum(a, b))),
        Of("numpy.Fmin(x1, x2)", o => IgnoringNaN(o, (call, a, b) => call.Minimum(a, b))),
        Of("numpy.Arctan2(x1, x2)", o => OfFloats(o, (call, a, b) => call.Arctan2(a, b))),
        Of("numpy.Hypot(x1, x2)", Hypotenuse),
        Of("numpy.Logaddexp(x1, x2)", o => OfFloats(o, (call, a, b) => LogAddExp(call, a, b, 1))),
        Of("numpy.Logaddexp2(x1, x2)", o => OfFloats(o, (call, a, b) => LogAddExp(call, a, b, MathF.Log(2)))),
        Of("numpy.Heaviside(x1, x2)", Heaviside),
        Of("numpy.Ldexp(x1, x2)", LoadedExponent),
    ];

    private delegate Tensor Pair(CallContext call, Tensor a, Tensor b);

    // Bools are 0 and 1, and the few functions that NumPy has for them stay within that.
    private static Operand Exact(OperationCall o, Pair function, Pair? ofTruths = null,
        KerasType truths = KerasType.Bool)
    {
        var type = o.Join(o["x1"], o["x2"]);
        if (type == KerasType.Bool) type = truths;
        var (a, b) = (o.To(o["x1"], type).Tensor, o.To(o["x2"], type).Tensor);
        if (type == KerasType.Bool)
            return new((ofTruths ?? throw o.Refused("NumPy has no such function of bools; cast to int32"))(
                o.Call, a, b), type);
        return new(o.Wrapped(function(o.Call, a, b), type), type);
    }

    private static Operand OfFloats(OperationCall o, Pair function)
    {
        var type = o.JoinFloat(o.Tensor("x1"), o.Tensor("x2"));
        return new(function(o.Call, o.To(o["x1"], type).Tensor, o.To(o["x2"], type).Tensor), type);
    }

    private static Operand Quotient(OperationCall o)
    {
        var type = KerasTypes.Join((o["x1"].Type, o["x1"].IsWeak), (o["x2"].Type, o["x2"].IsWeak),
            (KerasType.Float32, true));
        return new(o.Call.Divide(o.To(o["x1"], type).Tensor, o.To(o["x2"], type).Tensor), type);
    }

    // The divisor is 1 where it would be 0, so that no gradient is NaN either.
    private static Operand QuotientOrZero(OperationCall o)
    {
        var type = KerasTypes.Join((o["x1"].Type, o["x1"].IsWeak), (o["x2"].Type, o["x2"].IsWeak),
            (KerasType.Float32, true));
        var (a, b) = (o.To(o["x1"], type).Tensor, o.To(o["x2"], type).Tensor);
        var isZero = o.Call.Equal(b, o.Call.Scalar(0));
        var quotient = o.Call.Divide(a, o.Call.Select(isZero, o.Call.Scalar(1), b));
        return new(o.Call.Select(isZero, o.Call.Scalar(0), quotient), type);
    }

    private static Operand Remainder(OperationCall o, Pair function)
    {
        var type = o.Join(o.Tensor("x1"), o.Tensor("x2"));
        if (type == KerasType.Bool) type = KerasType.Int32;
        return new(function(o.Call, o.To(o["x1"], type).Tensor, o.To(o["x2"], type).Tensor), type);
    }

    private static Tensor Truncated(CallContext call, Tensor a, Tensor b) =>
        call.Multiply(call.Sign(a), call.Mod(call.Abs(a), call.Abs(b)));

    private static Operand IgnoringNaN(OperationCall o, Pair function)
    {
        var (a, b, type) = o.Joined(o["x1"], o["x2"]);
        if (!type.IsFloat) return new(function(o.Call, a, b), type);
        var (isNumberA, isNumberB) = (o.Call.Equal(a, a), o.Call.Equal(b, b));
        return new(o.Call.Select(isNumberA, o.Call.Select(isNumberB, function(o.Call, a, b), a), b), type);
    }

    // Logarithms to the base e^unit: the larger one, and what the other adds; two equal infinities have no difference.
    private static Tensor LogAddExp(CallContext call, Tensor a, Tensor b, float unit)
    {
        var difference = call.Select(call.Equal(a, b), call.Scalar(0), call.Abs(call.Subtract(a, b)));
        var added = call.Softplus(call.Negate(unit == 1 ? difference : call.Scale(difference, unit)));
        return call.Add(call.Maximum(a, b), unit == 1 ? added : call.Scale(added, 1 / unit));
    }

    private static Operand Hypotenuse(OperationCall o)
    {
        var y = OfFloats(o, (call, a, b) => call.Sqrt(call.Add(call.Square(a), call.Square(b))));
        return o.Join(o.Tensor("x1"), o.Tensor("x2")) == KerasType.Bool ? o.To(y, KerasType.Bool) : y;
    }

    private static Operand Heaviside(OperationCall o)
    {
        var type = o.Join(o.Tensor("x1"), o.Tensor("x2"));
        if (type.IsInteger) type = KerasType.Float32;
        var (x, atZero) = (o.To(o["x1"], type).Tensor, o.To(o["x2"], type).Tensor);
        var zero = o.Call.Scalar(0);
        var step = o.Call.Select(o.Call.Equal(x, x), o.Call.Greater(x, zero), x);
        return new(o.Call.Select(o.Call.Equal(x, zero), atZero, step), type);
    }

    private static Operand LoadedExponent(OperationCall o)
    {
        if (!o["x2"].Type.IsInteger) throw o.Refused("expected integers as exponents");
        return OfFloats(o, (call, a, b) => call.Multiply(a, call.Power(call.Scalar(2), b)));
    }
}
