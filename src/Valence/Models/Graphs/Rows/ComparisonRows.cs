using Valence.Operations;
using static Valence.Models.KerasOperation;

namespace Valence.Models;

/// <summary>The rows of comparison, logic and choice.</summary>
internal static class ComparisonRows
{
    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        Of("numpy.Equal(x1, x2)", o => Compared(o, (call, a, b) => call.Equal(a, b))),
        Of("numpy.NotEqual(x1, x2)", o => Compared(o, (call, a, b) => call.NotEqual(a, b))),
        Of("numpy.Greater(x1, x2)", o => Compared(o, (call, a, b) => call.Greater(a, b))),
        Of("numpy.GreaterEqual(x1, x2)", o => Compared(o, (call, a, b) => call.GreaterEqual(a, b))),
        Of("numpy.Less(x1, x2)", o => Compared(o, (call, a, b) => call.Less(a, b))),
        Of("numpy.LessEqual(x1, x2)", o => Compared(o, (call, a, b) => call.LessEqual(a, b))),
        Of("numpy.LogicalAnd(x1, x2)", o => Truth(o.Call.Multiply(o.Truths(o["x1"]), o.Truths(o["x2"])))),
        Of("numpy.LogicalOr(x1, x2)", o => Truth(o.Call.Maximum(o.Truths(o["x1"]), o.Truths(o["x2"])))),
        Of("numpy.LogicalXor(x1, x2)", o => Truth(o.Call.NotEqual(o.Truths(o["x1"]), o.Truths(o["x2"])))),
        Of("numpy.LogicalNot(x)", o => Truth(o.Call.OneMinus(o.Truths(o["x"])))),
        Of("numpy.Isnan(x)", o => Asked(o, (call, x) => call.NotEqual(x, x))),
        Of("numpy.Isinf(x)", o => Asked(o, (call, x) => call.Equal(call.Abs(x), Infinity(call)))),
        Of("numpy.Isfinite(x)", o => Asked(o, (call, x) => call.Less(call.Abs(x), Infinity(call)))),
        Of("numpy.Isposinf(x)", o => Asked(o, (call, x) => call.Equal(x, Infinity(call)))),
        Of("numpy.Isneginf(x)", o => Asked(o, (call, x) => call.Equal(call.Negate(x), Infinity(call)))),
        Of("numpy.Isreal(x)", o => Truth(o.Call.Filled(o["x"].Tensor.Shape, 1))),
        Of("numpy.Signbit(x)", Signbit),
        Of("numpy.Isclose(x1, x2, rtol, atol; equal_nan)", Close),
        Of("numpy.IsIn(x1, x2; assume_unique, invert)", IsIn),
        Of("numpy.Where(condition, x1, x2)", Where),
        Of("numpy.Select(condlist, choicelist, default)", Select),
    ];

    private delegate Tensor Pair(CallContext call, Tensor a, Tensor b);

    private delegate Tensor Question(CallContext call, Tensor x);

    private static Tensor Infinity(CallContext call) => call.Scalar(float.PositiveInfinity);

    private static Operand Truth(Tensor truths) => new(truths, KerasType.Bool);

    private static Operand Compared(OperationCall o, Pair question)
    {
        var (a, b, _) = o.Joined(o["x1"], o["x2"]);
        return Truth(question(o.Call, a, b));
    }

    private static Operand Asked(OperationCall o, Question question) =>
        Truth(question(o.Call, o.To(o["x"], KerasType.Float32).Tensor));

    // −0 has the sign bit, and is known by its reciprocal.
    private static Operand Signbit(OperationCall o)
    {
        var x = o.To(o["x"], KerasType.Float32).Tensor;
        var zero = o.Call.Scalar(0);
        if (!o["x"].Type.IsFloat) return Truth(o.Call.Less(x, zero));
        return Truth(o.Call.Less(o.Call.Select(o.Call.Equal(x, zero), o.Call.Divide(o.Call.Scalar(1), x), x), zero));
    }

    private static Operand Close(OperationCall o)
    {
        var (a, b) = (o.To(o["x1"], KerasType.Float32).Tensor, o.To(o["x2"], KerasType.Float32).Tensor);
        var margin = o.Call.Shift(o.Call.Scale(o.Call.Abs(b), (float)o.Number("rtol", 1e-5)),
            (float)o.Number("atol", 1e-8));
        var near = o.Call.Multiply(o.Call.LessEqual(o.Call.Abs(o.Call.Subtract(a, b)), margin),
            o.Call.Less(o.Call.Abs(b), Infinity(o.Call)));
        var equal = o.Call.Maximum(near, o.Call.Equal(a, b));
        if (o.Bool("equal_nan", false))
            equal = o.Call.Maximum(equal, o.Call.Multiply(o.Call.NotEqual(a, a), o.Call.NotEqual(b, b)));
        return Truth(equal);
    }

    private static Operand IsIn(OperationCall o)
    {
        var (a, b, _) = o.Joined(o.Tensor("x1"), o.Tensor("x2"));
        var equal = o.Call.Equal(o.Call.Reshape(a, a.Shape.Insert(a.Shape.Rank, 1)), o.Call.Reshape(b, [b.Count]));
        var found = o.Call.NotEqual(o.Call.Sum(equal, false, -1), o.Call.Scalar(0));
        return Truth(o.Bool("invert", false) ? o.Call.OneMinus(found) : found);
    }

    private static Operand Where(OperationCall o)
    {
        if (!o.Has("x1") || !o.Has("x2"))
            throw o.Refused("expected x1 and x2: the positions of a condition alone are as many as the data says");
        var (a, b, type) = o.Joined(o["x1"], o["x2"]);
        return new(o.Call.Select(o.Truths(o["condition"]), a, b), type);
    }

    // The first condition that holds decides.
    private static Operand Select(OperationCall o)
    {
        var (conditions, choices) = (o.Operands("condlist"), o.Operands("choicelist"));
        if (conditions.Count != choices.Count || choices.Count == 0)
            throw o.Wrong("choicelist", $"{conditions.Count} choices, one a condition,");
        var otherwise = o.Optional("default") ?? o.Scalar(0, KerasType.Int32) with { IsWeak = true };
        var type = o.Join([.. choices, otherwise]);
        var y = o.To(otherwise, type).Tensor;
        for (var i = choices.Count - 1; i >= 0; i--)
            y = o.Call.Select(o.Truths(conditions[i]), o.To(choices[i], type).Tensor, y);
        return new(y, type);
    }
}
