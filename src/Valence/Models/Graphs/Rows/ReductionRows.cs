using Valence.Operations;
using static Valence.Models.KerasOperation;

namespace Valence.Models;

/// <summary>The rows of sums, extremes and their kind.</summary>
internal static class ReductionRows
{
    private const int MostDifferences = 1 << 10;

    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        Of("numpy.Sum(x; axis, keepdims)", o => Summed(o, o.Tensor("x"))),
        Of("numpy.Mean(x; axis, keepdims)", o => Averaged(o, o.FloatsKept(o["x"]))),
        Of("numpy.Max(x; axis, keepdims, initial)", o => Most(o, o.Tensor("x"))),
        Of("numpy.Min(x; axis, keepdims, initial)", o => Least(o, o.Tensor("x"))),
        Of("numpy.Amax(x; axis, keepdims)", o => Most(o, o.Tensor("x"))),
        Of("numpy.Amin(x; axis, keepdims)", o => Least(o, o.Tensor("x"))),
        Of("numpy.Ptp(x; axis, keepdims)", Range),
        Of("numpy.Prod(x; axis, keepdims, dtype)", o => Multiplied(o, o.Tensor("x"), o.Type("dtype"))),
        Of("numpy.Std(x; axis, keepdims)", o => Deviation(o, o.FloatsKept(o["x"]))),
        Of("numpy.Var(x; axis, keepdims)", o => Variance(o, o.Floats(o["x"]))),
        Of("numpy.All(x; axis, keepdims)", o => Truth(o, o.Call.Equal(
            o.Sum(o.Call.OneMinus(o.Truths(o["x"]))), o.Call.Scalar(0)))),
        Of("numpy.Any(x; axis, keepdims)", o => Truth(o, o.Call.NotEqual(
            o.Sum(o.Truths(o["x"])), o.Call.Scalar(0)))),
        Of("numpy.CountNonzero(x; axis)", o => new(
            o.Sum(o.Call.Cast(o.Truths(o["x"]), ElementType.Int32)), KerasType.Int32)),
        Of("numpy.Average(x, weights; axis)", Weighted),
        Of("numpy.Median(x; axis, keepdims)", Median),
        Of("math.Logsumexp(x; axis, keepdims)", LogSumExp),
        Of("numpy.Argmax(x; axis, keepdims)", o => Place(o, o.Tensor("x"))),
        Of("numpy.Argmin(x; axis, keepdims)", o => Place(o, o.Mirrored(o.Tensor("x")))),
        Of("numpy.Cumsum(x; axis, dtype)", o => Cumulated(o, o.Tensor("x"), axis => CumulativeSum.For(axis))),
        Of("numpy.Cumprod(x; axis, dtype)", o => Cumulated(o, o.Tensor("x"), axis => CumulativeProduct.For(axis))),
        Of("numpy.Diff(a; n, axis)", Differences),
        Of("numpy.Trapezoid(y; x, dx, axis)", Trapezoid),
        Of("linalg.Norm(x; ord, axis, keepdims)", Norm),
        Of("numpy.Nansum(x; axis, keepdims)", o => Summed(o, o.WithoutNaN(o.Tensor("x"), 0))),
        Of("numpy.Nanprod(x; axis, keepdims)", o => Multiplied(o, o.WithoutNaN(o.Tensor("x"), 1), null)),
        Of("numpy.Nanmax(x; axis, keepdims)", o => NumbersOnly(o,
            Most(o, o.WithoutNaN(o.Tensor("x"), float.NegativeInfinity)))),
        Of("numpy.Nanmin(x; axis, keepdims)", o => NumbersOnly(o,
            Least(o, o.WithoutNaN(o.Tensor("x"), float.PositiveInfinity)))),
        Of("numpy.Nanmean(x; axis, keepdims)", o => NanMean(o, o.Floats(o["x"]))),
        Of("numpy.Nanvar(x; axis, keepdims)", o => NanVariance(o, o.Floats(o["x"]))),
        Of("numpy.Nanstd(x; axis, keepdims)", o => Root(o, NanVariance(o, o.Floats(o["x"])))),
        Of("numpy.Nancumsum(x; axis, dtype)",
            o => Cumulated(o, o.WithoutNaN(o.Tensor("x"), 0), axis => CumulativeSum.For(axis))),
        Of("numpy.Nancumprod(x; axis, dtype)",
            o => Cumulated(o, o.WithoutNaN(o.Tensor("x"), 1), axis => CumulativeProduct.For(axis))),
    ];

    extension(OperationCall o)
    {
        /// <summary>The sum over the axes that the use names.</summary>
        private Tensor Sum(Tensor x) => o.Sum(x, o.KeepsDims);

        private Tensor Sum(Tensor x, bool keepDims)
        {
            var axes = o.Axes("axis", x.Shape.Rank);
            return axes.Length == 0 ? x : o.Call.Sum(x, keepDims, axes);
        }

        private Tensor Max(Tensor x, bool keepDims)
        {
            var axes = o.Axes("axis", x.Shape.Rank);
            return axes.Length == 0 ? x : o.Call.Max(x, keepDims, axes);
        }

        private bool KeepsDims => o.Bool("keepdims", false);

        /// <summary>Numbers in the opposite order, exact for all integers.</summary>
        public Operand Mirrored(Operand x) => x with
        {
            Tensor = x.Type.IsInteger ? o.Call.Subtract(o.Call.FilledIntegers([], -1), x.Tensor)
                : x.Type == KerasType.Bool ? o.Call.OneMinus(x.Tensor) : o.Call.Negate(x.Tensor),
        };

        private Operand WithoutNaN(Operand x, float instead) => !x.Type.IsFloat ? x : x with
        {
            Tensor = o.Call.Select(o.Call.Equal(x.Tensor, x.Tensor), x.Tensor, o.Call.Scalar(instead)),
        };

        // How many elements each sum has.
        private int Group(Shape shape) => Shape.LengthOf(
            o.Axes("axis", shape.Rank).Aggregate(1L, (n, axis) => Math.Min(n, int.MaxValue + 1L) * shape[axis]));
    }

    private static Operand Truth(OperationCall o, Tensor truths) => new(truths, KerasType.Bool);

    private static KerasType Wide(KerasType type) => type switch
    {
        KerasType.Bool or KerasType.Int8 or KerasType.Int16 => KerasType.Int32,
        KerasType.UInt8 or KerasType.UInt16 => KerasType.UInt32,
        _ => type,
    };

    private static Operand Summed(OperationCall o, Operand x)
    {
        var type = Wide(x.Type);
        return new(o.Sum(type.IsInteger ? o.Call.Cast(x.Tensor, ElementType.Int32) : x.Tensor), type);
    }

    private static Operand Averaged(OperationCall o, Operand x) => x with
    {
        Tensor = o.Call.Divide(o.Sum(x.Tensor), o.Call.Scalar(o.Group(x.Tensor.Shape))),
    };

    private static Operand Most(OperationCall o, Operand x)
    {
        var y = o.Max(x.Tensor, o.KeepsDims);
        return x with { Tensor = o.Has("initial") ? o.Call.Maximum(y, o.To(o["initial"], x.Type).Tensor) : y };
    }

    private static Operand Least(OperationCall o, Operand x)
    {
        var y = o.Mirrored(x with { Tensor = o.Max(o.Mirrored(x).Tensor, o.KeepsDims) }).Tensor;
        return x with { Tensor = o.Has("initial") ? o.Call.Minimum(y, o.To(o["initial"], x.Type).Tensor) : y };
    }

    private static Operand Range(OperationCall o)
    {
        var x = o.Tensor("x");
        if (x.Type == KerasType.Bool) throw o.Refused("NumPy has no range of bools; cast to int32");
        return x with { Tensor = o.Wrapped(o.Call.Subtract(Most(o, x).Tensor, Least(o, x).Tensor), x.Type) };
    }

    // Cumulative products have a gradient that divides by nothing; the last one is the product.
    private static Operand Multiplied(OperationCall o, Operand x, KerasType? given)
    {
        var type = given ?? KerasTypes.Join((Wide(x.Type), false));
        if (type == KerasType.UInt32) throw o.Refused("elements of type uint32 are not kept, int32 is; cast to int32");
        var y = o.To(x, type).Tensor;
        var shape = y.Shape;
        foreach (var axis in o.Axes("axis", shape.Rank))
        {
            var length = y.Shape[axis];
            y = length == 0 ? o.Filled(y.Shape.With(axis, 1), 1, type).Tensor
                : o.Call.Slice(o.Call.Run(CumulativeProduct.For(axis), y), axis, length - 1, 1);
        }
        return new(o.KeepsDims ? y : o.Call.Reshape(y, Without(shape, o.Axes("axis", shape.Rank))), type);
    }

    private static Operand Variance(OperationCall o, Operand x)
    {
        var count = o.Call.Scalar(o.Group(x.Tensor.Shape));
        var mean = o.Call.Divide(o.Sum(x.Tensor, keepDims: true), count);
        var squares = o.Call.Square(o.Call.Subtract(x.Tensor, mean));
        return x with { Tensor = o.Call.Divide(o.Sum(squares), count) };
    }

    private static Operand Deviation(OperationCall o, Operand x) => Root(o, Variance(o, x));

    private static Operand Root(OperationCall o, Operand x) => x with { Tensor = o.Call.Sqrt(x.Tensor) };

    private static Operand Weighted(OperationCall o)
    {
        var x = o.Tensor("x");
        if (!o.Has("weights")) return Averaged(o, o.Floats(x));
        var type = o.JoinFloat(x, o.Tensor("weights"));
        var (y, weights) = (o.To(x, type).Tensor, o.To(o["weights"], type).Tensor);
        if (weights.Shape != y.Shape)
        {
            if (weights.Shape.Rank != 1 || !o.Has("axis"))
                throw o.Wrong("weights", $"weights of shape {y.Shape} or of one axis");
            Span<int> shape = stackalloc int[y.Shape.Rank];
            shape.Fill(1);
            shape[o.Axis("axis", y.Shape.Rank, 0)] = weights.Count;
            weights = o.Expand(o.Call.Reshape(weights, Shape.Create(shape)), y.Shape);
        }
        return new(o.Call.Divide(o.Sum(o.Call.Multiply(y, weights)), o.Sum(weights)), type);
    }

    private static Operand Median(OperationCall o)
    {
        var x = o.Floats(o["x"]);
        var axes = o.Axes("axis", x.Tensor.Shape.Rank);
        var order = Enumerable.Range(0, x.Tensor.Shape.Rank).Except(axes).Concat(axes).ToArray();
        var y = order.Length == 0 ? x.Tensor : o.Call.Transpose(x.Tensor, order);
        var count = o.Group(x.Tensor.Shape);
        if (count == 0) throw o.Refused($"expected elements, received {x.Tensor.Shape}");
        var outer = Without(x.Tensor.Shape, axes);
        y = o.Call.Reshape(y, outer.Insert(outer.Rank, count));
        var order2 = o.Call.Run(ArgSort.Instance, y);
        var middle = o.Call.Slice(order2, -1, (count - 1) / 2, count % 2 == 0 ? 2 : 1);
        var median = o.Call.Mean(o.Call.Run(TakeAlong.Instance, y, middle), false, -1);
        var isNaN = o.Call.Greater(o.Call.Sum(o.Call.NotEqual(y, y), false, -1), o.Call.Scalar(0));
        median = o.Call.Select(isNaN, o.Call.Scalar(float.NaN), median);
        return x with
        {
            Tensor = o.KeepsDims
                ? o.Call.Reshape(median, axes.Aggregate(x.Tensor.Shape, (shape, axis) => shape.With(axis, 1))) : median,
        };
    }

    private static Operand LogSumExp(OperationCall o)
    {
        var x = o.OnlyFloats(o["x"]);
        var largest = o.Max(x.Tensor, keepDims: true);
        // An infinite largest number is no shift: its difference to itself is no number.
        var shift = o.Call.Run(Cast.ToFloat32, o.Call.Select(
            o.Call.Less(o.Call.Abs(largest), o.Call.Scalar(float.PositiveInfinity)), largest, o.Call.Scalar(0)));
        var sum = o.Sum(o.Call.Exp(o.Call.Subtract(x.Tensor, shift)));
        return x with { Tensor = o.Call.Add(o.Call.Log(sum), o.Call.Reshape(shift, sum.Shape)) };
    }

    private static Operand Place(OperationCall o, Operand x)
    {
        var rank = x.Tensor.Shape.Rank;
        var y = !o.Has("axis") ? o.Call.Reshape(x.Tensor, [x.Tensor.Count])
            : o.AxisLast(x.Tensor, o.Axis("axis", rank, 0));
        var place = o.Call.ArgMax(y);
        if (!o.KeepsDims) return new(place, KerasType.Int32);
        var shape = x.Tensor.Shape;
        foreach (var axis in o.Axes("axis", rank)) shape = shape.With(axis, 1);
        return new(o.Call.Reshape(place, shape), KerasType.Int32);
    }

    private static Operand Cumulated(OperationCall o, Operand x, Func<int, Operation> operation)
    {
        var type = KerasTypes.Join((o.Type("dtype") ?? x.Type, false));
        if (type == KerasType.Bool) type = KerasType.Int32;
        var y = o.To(o.Has("axis") ? x : o.Flat(x), type).Tensor;
        return new(o.Wrapped(o.Call.Run(operation(o.Axis("axis", y.Shape.Rank, 0)), y), type), type);
    }

    private static Operand Differences(OperationCall o)
    {
        var x = o.Tensor("a");
        var axis = o.Axis("axis", x.Tensor.Shape.Rank, -1);
        var n = o.Int("n", 1);
        if (n is < 0 or > MostDifferences) throw o.Wrong("n", $"a number from 0 to {MostDifferences}");
        for (; n > 0 && x.Tensor.Shape[axis] > 0; n--)
        {
            var length = x.Tensor.Shape[axis] - 1;
            var (after, before) = (o.Call.Slice(x.Tensor, axis, Math.Min(1, length), length),
                o.Call.Slice(x.Tensor, axis, 0, length));
            x = x with
            {
                Tensor = x.Type == KerasType.Bool ? o.Call.NotEqual(after, before)
                    : o.Wrapped(o.Call.Subtract(after, before), x.Type),
            };
        }
        return x;
    }

    private static Operand Trapezoid(OperationCall o)
    {
        var y = o.Floats(o["y"]);
        var axis = o.Axis("axis", y.Tensor.Shape.Rank, -1);
        var length = y.Tensor.Shape[axis] - 1;
        var pairs = o.Call.Add(o.Call.Slice(y.Tensor, axis, 1, length), o.Call.Slice(y.Tensor, axis, 0, length));
        Tensor widths;
        if (!o.Has("x")) widths = o.To(o.Has("dx") ? o["dx"] : o.Scalar(1, KerasType.Float32), y.Type).Tensor;
        else
        {
            var x = o.To(o["x"], y.Type).Tensor;
            if (x.Shape.Rank != 1 && x.Shape != y.Tensor.Shape)
                throw o.Wrong("x", $"positions of one axis or of shape {y.Tensor.Shape}");
            var along = x.Shape.Rank == 1 ? 0 : axis;
            widths = o.Call.Subtract(o.Call.Slice(x, along, 1, length), o.Call.Slice(x, along, 0, length));
            if (x.Shape.Rank == 1)
            {
                Span<int> shape = stackalloc int[y.Tensor.Shape.Rank];
                shape.Fill(1);
                shape[axis] = length;
                widths = o.Call.Reshape(widths, Shape.Create(shape));
            }
        }
        return y with { Tensor = o.Call.Scale(o.Call.Sum(o.Call.Multiply(pairs, widths), false, axis), 0.5f) };
    }

    private static Operand Norm(OperationCall o)
    {
        var x = o.FloatsKept(o["x"]);
        var rank = x.Tensor.Shape.Rank;
        var axes = o.Axes("axis", rank);
        if (!o.Has("ord"))
            return x with { Tensor = o.Call.Sqrt(o.Sum(o.Call.Square(x.Tensor))) };
        if (axes.Length > 2 || axes.Length == 0)
            throw o.Refused($"expected one or two axes with an order, received {axes.Length}");
        var order = o.Given("ord") is Argument.Text text
            ? text.Value is "fro" && axes.Length == 2 ? 2.0 : throw o.Refused($"the norm '{text.Value}' of "
                + $"{axes.Length} axes is not computed")
            : o.Number("ord");
        var magnitude = o.Call.Abs(x.Tensor);
        if (axes.Length == 1) return x with { Tensor = VectorNorm(o, magnitude, order) };
        if (o.Given("ord") is Argument.Text) return x with { Tensor = o.Call.Sqrt(o.Sum(o.Call.Square(x.Tensor))) };
        // Sums along one axis, and the largest or smallest of them.
        if (Math.Abs(order) != 1 && !double.IsInfinity(order))
            throw o.Refused($"the norm of order {order} of matrices needs singular values, which are not computed");
        var (summed, left) = double.IsInfinity(order) ? (axes[1], axes[0]) : (axes[0], axes[1]);
        var sums = o.Call.Sum(magnitude, keepDims: true, summed);
        var y = order > 0 ? o.Call.Max(sums, true, left) : o.Call.Negate(o.Call.Max(o.Call.Negate(sums), true, left));
        return x with { Tensor = o.KeepsDims ? y : o.Call.Reshape(y, Without(y.Shape, axes)) };
    }

    private static Tensor VectorNorm(OperationCall o, Tensor magnitude, double order) => order switch
    {
        double.PositiveInfinity => o.Max(magnitude, o.KeepsDims),
        double.NegativeInfinity => o.Call.Negate(o.Max(o.Call.Negate(magnitude), o.KeepsDims)),
        0 => o.Sum(o.Call.NotEqual(magnitude, o.Call.Scalar(0))),
        1 => o.Sum(magnitude),
        2 => o.Call.Sqrt(o.Sum(o.Call.Square(magnitude))),
        _ => o.Call.Power(o.Sum(o.Call.Power(magnitude, o.Call.Scalar((float)order))), o.Call.Scalar(
            (float)(1 / order))),
    };

    // Where all elements are NaN the answer is NaN.
    private static Operand NumbersOnly(OperationCall o, Operand y)
    {
        var x = o.Tensor("x");
        if (!x.Type.IsFloat) return y;
        var count = o.Sum(o.Call.Equal(x.Tensor, x.Tensor));
        return y with
        {
            Tensor = o.Call.Select(o.Call.Equal(count, o.Call.Scalar(0)), o.Call.Scalar(float.NaN), y.Tensor),
        };
    }

    private static Operand NanMean(OperationCall o, Operand x) => x with
    {
        Tensor = o.Call.Divide(o.Sum(o.WithoutNaN(x, 0).Tensor), o.Sum(o.Call.Equal(x.Tensor, x.Tensor))),
    };

    private static Operand NanVariance(OperationCall o, Operand x)
    {
        var isNumber = o.Call.Equal(x.Tensor, x.Tensor);
        var mean = o.Call.Divide(o.Sum(o.WithoutNaN(x, 0).Tensor, keepDims: true), o.Sum(isNumber, keepDims: true));
        var squares = o.Call.Square(o.Call.Subtract(x.Tensor, mean));
        squares = o.Call.Select(isNumber, squares, o.Call.Scalar(0));
        return x with { Tensor = o.Call.Divide(o.Sum(squares), o.Sum(isNumber)) };
    }

    private static Shape Without(Shape shape, int[] axes)
    {
        foreach (var axis in axes.OrderDescending()) shape = shape.Remove(axis);
        return shape;
    }
}
