using Valence.Operations;
using static Valence.Models.KerasOperation;

namespace Valence.Models;

/// <summary>The rows of functions of each element by itself.</summary>
internal static class ElementwiseRows
{
    private const float Ln2 = 0.69314718f, Ln10 = 2.30258509f;

    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        Of("numpy.Abs(x)", o => Kept(o, (call, x) => call.Abs(x), takesTruths: true)),
        Of("numpy.Absolute(x)", o => Kept(o, (call, x) => call.Abs(x), takesTruths: true)),
        Of("numpy.Fabs(x)", o => ExactFloats(o, (call, x) => call.Abs(x))),
        Of("numpy.Negative(x)", o => Kept(o, (call, x) => call.Negate(x))),
        Of("numpy.Sign(x)", o => Kept(o, (call, x) => call.Sign(x))),
        Of("numpy.Square(x)", Square),
        Of("numpy.Reciprocal(x)", Reciprocal),
        Of("numpy.Sqrt(x)", o => Floats(o, (call, x) => call.Sqrt(x))),
        Of("math.Rsqrt(x)", o => OnlyFloats(o, (call, x) => call.Divide(call.Scalar(1), call.Sqrt(x)))),
        Of("numpy.Cbrt(x)", o => ExactFloats(o,
            (call, x) => call.Multiply(call.Sign(x), call.Power(call.Abs(x), call.Scalar(1f / 3))))),
        Of("numpy.Exp(x)", o => ExactFloats(o, (call, x) => call.Exp(x))),
        Of("numpy.Exp2(x)", o => ExactFloats(o, (call, x) => call.Power(call.Scalar(2), x))),
        Of("numpy.Expm1(x)", o => ExactFloats(o, (call, x) => call.Expm1(x))),
        Of("numpy.Log(x)", o => Floats(o, (call, x) => call.Log(x))),
        Of("numpy.Log1p(x)", o => Floats(o, (call, x) => call.Log1P(x))),
        Of("numpy.Log2(x)", o => Floats(o, (call, x) => call.Scale(call.Log(x), 1 / Ln2))),
        Of("numpy.Log10(x)", o => Floats(o, (call, x) => call.Scale(call.Log(x), 1 / Ln10))),
        Of("numpy.Sin(x)", o => Floats(o, (call, x) => call.Sin(x))),
        Of("numpy.Cos(x)", o => Floats(o, (call, x) => call.Cos(x))),
        Of("numpy.Tan(x)", o => Floats(o, (call, x) => call.Divide(call.Sin(x), call.Cos(x)))),
        Of("numpy.Sinc(x)", o => Floats(o, Sinc)),
        Of("numpy.Arcsin(x)", o => Floats(o, (call, x) => call.Arctan2(x, Cathetus(call, x)))),
        Of("numpy.Arccos(x)", o => Floats(o, (call, x) => call.Arctan2(Cathetus(call, x), x))),
        Of("numpy.Arctan(x)", o => Floats(o, (call, x) => call.Arctan2(x, call.Scalar(1)))),
        Of("numpy.Sinh(x)", o => Floats(o, Sinh)),
        Of("numpy.Cosh(x)", o => Floats(o,
            (call, x) => call.Scale(call.Add(call.Exp(x), call.Exp(call.Negate(x))), 0.5f))),
        Of("numpy.Tanh(x)", o => Floats(o, (call, x) => call.Tanh(x))),
        Of("numpy.Arcsinh(x)", o => Floats(o, Arcsinh)),
        Of("numpy.Arccosh(x)", o => Floats(o, (call, x) => call.Log(call.Add(x, call.Sqrt(
            call.Multiply(call.Shift(x, -1), call.Shift(x, 1))))))),
        Of("numpy.Arctanh(x)", o => Floats(o, (call, x) => call.Scale(
            call.Subtract(call.Log1P(x), call.Log1P(call.Negate(x))), 0.5f))),
        Of("numpy.Deg2rad(x)", o => ExactFloats(o, (call, x) => call.Scale(x, MathF.PI / 180))),
        Of("numpy.Rad2deg(x)", o => ExactFloats(o, (call, x) => call.Scale(x, 180 / MathF.PI))),
        Of("numpy.Floor(x)", o => Floats(o, (call, x) => call.Floor(x))),
        Of("numpy.Ceil(x)", o => Floats(o, (call, x) => call.Ceil(x))),
        Of("numpy.Trunc(x)", o => o["x"].Type.IsFloat ? OnlyFloats(o, (call, x) => call.Truncate(x)) : o.Tensor("x")),
        Of("numpy.Round(x; decimals)", Round),
        Of("numpy.Clip(x; x_min, x_max)", Clip),
        Of("numpy.Real(x)", o => o.Tensor("x")),
        Of("numpy.Conj(x)", o => o.Tensor("x")),
        Of("numpy.Conjugate(x)", o => o.Tensor("x")),
        Of("numpy.Copy(x)", o => o.Tensor("x")),
        Of("math.Erf(x)", o => OnlyFloats(o, (call, x) => call.Erf(x))),
        Of("math.Erfc(x)", o => Floats(o, (call, x) => call.Erfc(x))),
        Of("numpy.NanToNum(x; nan, posinf, neginf)", NanToNum),
        Of("core.Cast(x; dtype)", o => o.To(o["x"], o.Type("dtype")!.Value)),
        Of("core.ConvertToTensor(x; dtype, sparse, ragged)", ConvertToTensor),
        Of("numpy.Array(x; dtype)", o => o.Type("dtype") is { } type ? o.To(o["x"], type) : o.Tensor("x")),
        Of("core.StopGradient(variable)", StopGradient),
    ];

    private delegate Tensor Function(CallContext call, Tensor x);

    // The element type stays.
    private static Operand Kept(OperationCall o, Function function, bool takesTruths = false)
    {
        var x = o.Tensor("x");
        if (x.Type == KerasType.Bool && !takesTruths)
            throw o.Refused("NumPy has no such function of bools; cast to int32");
        return x with { Tensor = o.Wrapped(function(o.Call, x.Tensor), x.Type) };
    }

    private static Operand Floats(OperationCall o, Function function) => With(o, o.Floats(o["x"]), function);

    private static Operand ExactFloats(OperationCall o, Function function) => With(o, o.FloatsKept(o["x"]), function);

    private static Operand OnlyFloats(OperationCall o, Function function) => With(o, o.OnlyFloats(o["x"]), function);

    private static Operand With(OperationCall o, Operand x, Function function) =>
        x with { Tensor = function(o.Call, x.Tensor) };

    private static Operand Square(OperationCall o)
    {
        var x = o["x"].Type == KerasType.Bool ? o.To(o["x"], KerasType.Int32) : o.Tensor("x");
        return x with { Tensor = o.Wrapped(o.Call.Square(x.Tensor), x.Type) };
    }

    // Of integers NumPy keeps what is whole: 1, −1 and 0.
    private static Operand Reciprocal(OperationCall o)
    {
        var x = o.Tensor("x");
        if (x.Type == KerasType.Bool) throw o.Refused("NumPy's reciprocal of bools is int8; cast to float32");
        return x.Type.IsInteger ? throw o.Refused("NumPy's reciprocal of integers is whole; cast to float32")
            : x with { Tensor = o.Call.Divide(o.Call.Scalar(1), x.Tensor) };
    }

    // The other cathetus of a right triangle whose hypotenuse is 1.
    private static Tensor Cathetus(CallContext call, Tensor x) =>
        call.Sqrt(call.Multiply(call.OneMinus(x), call.Shift(x, 1)));

    private static Tensor Sinc(CallContext call, Tensor x)
    {
        var isZero = call.Equal(x, call.Scalar(0));
        var angle = call.Scale(call.Select(isZero, call.Scalar(1), x), MathF.PI);
        return call.Select(isZero, call.Scalar(1), call.Divide(call.Sin(angle), angle));
    }

    // By e^x − 1, which is exact near 0.
    private static Tensor Sinh(CallContext call, Tensor x)
    {
        var (up, down) = (call.Expm1(x), call.Expm1(call.Negate(x)));
        return call.Scale(call.Subtract(up, down), 0.5f);
    }

    private static Tensor Arcsinh(CallContext call, Tensor x)
    {
        var magnitude = call.Abs(x);
        var square = call.Square(x);
        var more = call.Divide(square, call.Shift(call.Sqrt(call.Shift(square, 1)), 1));
        return call.Multiply(call.Sign(x), call.Log1P(call.Add(magnitude, more)));
    }

    private static Operand Round(OperationCall o)
    {
        var x = o.Tensor("x");
        var decimals = o.Int("decimals", 0);
        if (x.Type.IsInteger && decimals >= 0) return x;
        if (!x.Type.IsFloat) throw o.Refused($"expected floats to round, received {x.Type.KerasName}; cast to float32");
        if (decimals == 0) return x with { Tensor = o.Call.Round(x.Tensor) };
        var factor = o.Call.Scalar(MathF.Pow(10, Math.Abs(decimals)));
        return x with
        {
            Tensor = decimals > 0
                ? o.Call.Divide(o.Call.Round(o.Call.Multiply(x.Tensor, factor)), factor)
                : o.Call.Multiply(o.Call.Round(o.Call.Divide(x.Tensor, factor)), factor),
        };
    }

    private static Operand Clip(OperationCall o)
    {
        var x = o["x"].Type == KerasType.Bool ? o.To(o["x"], KerasType.Int32) : o.Tensor("x");
        // Bounds with fractions count as such; the result is cut to the operand's type.
        var type = x.Type.IsFloat || !IsFloat("x_min") && !IsFloat("x_max") ? x.Type : KerasType.Float32;
        var y = o.To(x, type).Tensor;
        if (o.Has("x_min")) y = o.Call.Maximum(y, o.To(o["x_min"], type).Tensor);
        if (o.Has("x_max")) y = o.Call.Minimum(y, o.To(o["x_max"], type).Tensor);
        return o.To(new(y, type), x.Type);

        bool IsFloat(string bound) => o.Has(bound) && o[bound].Type.IsFloat;
    }

    private static Operand NanToNum(OperationCall o)
    {
        var x = o.Tensor("x");
        if (!x.Type.IsFloat) return x;
        var infinity = o.Call.Scalar(float.PositiveInfinity);
        var y = o.Call.Select(o.Call.Equal(x.Tensor, x.Tensor), x.Tensor, o.Call.Scalar((float)o.Number("nan", 0)));
        y = o.Call.Select(o.Call.Equal(x.Tensor, infinity), o.Call.Scalar(
            (float)o.Number("posinf", float.MaxValue)), y);
        return x with
        {
            Tensor = o.Call.Select(o.Call.Equal(x.Tensor, o.Call.Negate(infinity)), o.Call.Scalar(
                (float)o.Number("neginf", -float.MaxValue)), y),
        };
    }

    private static Operand ConvertToTensor(OperationCall o)
    {
        if (o.Bool("sparse", false) || o.Bool("ragged", false))
            throw o.Refused("sparse and ragged tensors are not kept");
        return o.Type("dtype") is { } type ? o.To(o["x"], type) : o.Tensor("x");
    }

    // A copy that gradients do not pass.
    private static Operand StopGradient(OperationCall o)
    {
        var x = o.Tensor("variable");
        return x.Type.Storage == ElementType.Float32 ? x with { Tensor = o.Call.Run(Cast.ToFloat32, x.Tensor) } : x;
    }
}
