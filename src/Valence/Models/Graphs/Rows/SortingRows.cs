using Valence.Operations;
using static Valence.Models.KerasOperation;

namespace Valence.Models;

/// <summary>The rows that order elements.</summary>
internal static class SortingRows
{
    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        Of("numpy.Sort(x; axis)", o => Ordered(o, (x, order) => new(
            o.Call.Run(TakeAlong.Instance, x.Tensor, order), x.Type))),
        Of("numpy.Argsort(x; axis)", o => Ordered(o, (_, order) => new(order, KerasType.Int32))),
        OfMany("math.TopK(x; k, sorted)", TopK),
        Of("math.InTopK(targets, predictions; k)", InTopK),
        Of("numpy.SearchSorted(sorted_sequence, values; side)", Searched),
        Of("numpy.Digitize(x, bins)", Digitized),
    ];

    private static Operand Ordered(OperationCall o, Func<Operand, Tensor, Operand> result)
    {
        var x = o.Has("axis") ? o.Tensor("x") : o.Flat(o.Tensor("x"));
        var rank = x.Tensor.Shape.Rank;
        var axis = o.Axis("axis", rank, -1);
        x = x with { Tensor = o.AxisLast(x.Tensor, axis) };
        var y = result(x, o.Call.Run(ArgSort.Instance, x.Tensor));
        return y with { Tensor = o.AxisMoved(y.Tensor, rank - 1, axis) };
    }

    private static IReadOnlyList<Operand> TopK(OperationCall o)
    {
        var x = o.Tensor("x");
        var order = Largest(o, x.Tensor, o.Int("k"));
        return [x with { Tensor = o.Call.Run(TakeAlong.Instance, x.Tensor, order) }, new(order, KerasType.Int32)];
    }

    private static Tensor Largest(OperationCall o, Tensor x, int k)
    {
        var length = x.Shape[^1];
        if (k < 0 || k > length) throw o.Wrong("k", $"a number from 0 to {length}");
        return o.Call.Slice(o.Call.Run(ArgSort.Instance, x), -1, Math.Max(length - 1, 0), k, -1);
    }

    private static Operand InTopK(OperationCall o)
    {
        var (targets, predictions) = (o.Integers("targets"), o.Tensor("predictions").Tensor);
        var k = Math.Min(o.Int("k"), predictions.Shape[^1]);
        var own = o.Call.Run(TakeAlong.Instance, predictions, o.Call.Reshape(targets, [targets.Count, 1]));
        var least = o.Call.Run(TakeAlong.Instance, predictions,
            o.Call.Slice(Largest(o, predictions, k), -1, k - 1, 1));
        return new(o.Call.Reshape(o.Call.GreaterEqual(own, least), targets.Shape), KerasType.Bool);
    }

    // The place is how many elements come before.
    private static Operand Searched(OperationCall o)
    {
        var (sequence, values) = (o.Tensor("sorted_sequence"), o.Tensor("values"));
        if (sequence.Tensor.Shape.Rank != 1) throw o.Wrong("sorted_sequence", "a sequence of one axis");
        var isRight = (o.Text("side") ?? "left") switch
        {
            "left" => false,
            "right" => true,
            _ => throw o.Wrong("side", "'left' or 'right'"),
        };
        return Counted(o, sequence, values, isRight);
    }

    private static Operand Digitized(OperationCall o)
    {
        var bins = o.Tensor("bins");
        if (bins.Tensor.Shape.Rank != 1) throw o.Wrong("bins", "bounds of one axis");
        if (o.Given("bins") is Argument.Symbol)
            throw o.Refused("expected bounds that are part of the description, not a tensor of the graph");
        return Counted(o, bins, o.Tensor("x"), isRight: true);
    }

    private static Operand Counted(OperationCall o, Operand sequence, Operand values, bool isRight)
    {
        var (a, b, _) = o.Joined(sequence, values);
        b = o.Call.Reshape(b, b.Shape.Insert(b.Shape.Rank, 1));
        var before = isRight ? o.Call.LessEqual(a, b) : o.Call.Less(a, b);
        return new(o.Call.Sum(o.Call.Cast(before, ElementType.Int32), false, -1), KerasType.Int32);
    }
}
