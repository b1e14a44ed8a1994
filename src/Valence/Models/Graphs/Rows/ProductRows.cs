using Valence.Operations;
using static Valence.Models.KerasOperation;

namespace Valence.Models;

/// <summary>The rows of sums of products.</summary>
internal static class ProductRows
{
    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        Of("numpy.Matmul(x1, x2)", Product),
        Of("numpy.Dot(x1, x2)", Dot),
        Of("numpy.Inner(x1, x2)", o => Contracted(o, scalars: true, (a, b) => ([a - 1], [b - 1]))),
        Of("numpy.Tensordot(x1, x2; axes)", o => Contracted(o, scalars: false, (a, b) => Axes(o, a, b))),
        Of("numpy.Outer(x1, x2)", Outer),
        Of("numpy.Vdot(x1, x2)", Flat),
        Of("numpy.Einsum(*operands; subscripts)", Einsum),
        Of("math.CDist(x, y)", Distances),
    ];

    private static (Operand A, Operand B) Pair(OperationCall o, bool narrow = false)
    {
        var (a, b) = (o.Tensor("x1"), o.Tensor("x2"));
        var type = narrow && a.Type == KerasType.Int8 && b.Type == KerasType.Int8 ? KerasType.Int32 : o.Join(a, b);
        return (o.To(a, type), o.To(b, type));
    }

    // Sums of bools' products are their or.
    private static Operand Result(OperationCall o, Tensor sums, KerasType type) => new(type == KerasType.Bool
        ? o.Call.NotEqual(sums, o.Call.Scalar(0)) : o.Wrapped(sums, type), type);

    private static Operand Product(OperationCall o)
    {
        var (x1, x2) = Pair(o, narrow: true);
        var (a, b) = (x1.Tensor, x2.Tensor);
        var (isRow, isColumn) = (a.Shape.Rank == 1, b.Shape.Rank == 1);
        if (a.Shape.Rank == 0 || b.Shape.Rank == 0) throw o.Wrong("x1", "at least one axis on either side");
        if (isRow) a = o.Call.Reshape(a, [1, a.Count]);
        if (isColumn) b = o.Call.Reshape(b, [b.Count, 1]);
        if (b.Shape.Rank > 2)
        {
            var outer = Broadcast.Join(a.Shape[..^2], b.Shape[..^2])
                ?? throw new ShapeException(o.Place, $"expected leading axes that broadcast, received {a.Shape} and "
                    + $"{b.Shape}");
            (a, b) = (o.Expand(a, outer.Concat(a.Shape[^2..])), o.Expand(b, outer.Concat(b.Shape[^2..])));
        }
        var y = o.Call.MatMul(a, b);
        if (isColumn) y = o.Call.Reshape(y, y.Shape.Remove(y.Shape.Rank - 1));
        if (isRow) y = o.Call.Reshape(y, y.Shape.Remove(y.Shape.Rank - (isColumn ? 1 : 2)));
        return Result(o, y, x1.Type);
    }

    private static Operand Dot(OperationCall o) =>
        Contracted(o, scalars: true, (a, b) => ([a - 1], [b == 1 ? 0 : b - 2]));

    private static (int[] A, int[] B) Axes(OperationCall o, int a, int b)
    {
        if (!o.Has("axes") || o.Given("axes") is Argument.Integer)
        {
            var count = o.Int("axes", 2);
            if (count < 0 || count > Math.Min(a, b)) throw o.Wrong("axes", $"a number from 0 to {Math.Min(a, b)}");
            return ([.. Enumerable.Range(a - count, count)], [.. Enumerable.Range(0, count)]);
        }
        if (o.Given("axes") is not Argument.List { Items: [var first, var second] })
            throw o.Wrong("axes", "a number, or the axes of either operand");
        return (Of(first, a), Of(second, b));

        int[] Of(Argument given, int rank) => given is Argument.List list
            ? [.. list.Items.Select(item => o.Axis(o.Int(item, "axes"), rank, "axes"))]
            : [o.Axis(o.Int(given, "axes"), rank, "axes")];
    }

    private static Operand Contracted(OperationCall o, bool scalars, Func<int, int, (int[], int[])> axes)
    {
        var (a, b) = Pair(o);
        var (rankA, rankB) = (a.Tensor.Shape.Rank, b.Tensor.Shape.Rank);
        if (rankA == 0 || rankB == 0)
            return scalars ? Result(o, o.Call.Multiply(a.Tensor, b.Tensor), a.Type)
                : throw o.Wrong("x1", "at least one axis on either side");
        var (ofA, ofB) = axes(rankA, rankB);
        if (ofA.Length != ofB.Length) throw o.Wrong("axes", "as many axes of one operand as of the other");
        // Letters by which the axes meet: those of the first operand, then those of the second that are its own.
        var labelsA = Enumerable.Range(0, rankA).Select(i => (char)i).ToArray();
        var labelsB = Enumerable.Range(0, rankB).Select(i => (char)(rankA + i)).ToArray();
        for (var i = 0; i < ofA.Length; i++) labelsB[ofB[i]] = labelsA[ofA[i]];
        string result = string.Concat(labelsA.Where(label => !labelsB.Contains(label)))
            + string.Concat(labelsB.Where(label => !labelsA.Contains(label)));
        return Result(o, Sum(o, new(a.Tensor, new(labelsA)), new(b.Tensor, new(labelsB)), result).X, a.Type);
    }

    private static Operand Outer(OperationCall o)
    {
        var (a, b) = Pair(o);
        var y = o.Call.Multiply(o.Call.Reshape(a.Tensor, [a.Tensor.Count, 1]), o.Call.Reshape(b.Tensor,
            [1, b.Tensor.Count]));
        return Result(o, y, a.Type);
    }

    private static Operand Flat(OperationCall o)
    {
        var (a, b) = Pair(o);
        if (a.Tensor.Count != b.Tensor.Count) throw o.Wrong("x2", $"{a.Tensor.Count} elements");
        return Result(o, o.Call.Sum(o.Call.Multiply(o.Flat(a).Tensor, o.Flat(b).Tensor)), a.Type);
    }

    private static Operand Distances(OperationCall o)
    {
        var (a, b) = (o.OnlyFloats(o["x"]), o.OnlyFloats(o["y"]));
        var difference = o.Call.Subtract(
            o.Call.Reshape(a.Tensor, a.Tensor.Shape.Insert(a.Tensor.Shape.Rank - 1, 1)),
            o.Call.Reshape(b.Tensor, b.Tensor.Shape.Insert(b.Tensor.Shape.Rank - 2, 1)));
        return a with { Tensor = o.Call.Sqrt(o.Call.Sum(o.Call.Square(difference), false, -1)) };
    }

    private static Operand Einsum(OperationCall o)
    {
        var operands = o.Operands("operands");
        var type = operands.All(x => x.Type == KerasType.Int8) ? KerasType.Int32
            : o.Join([.. operands.Select(x => x with { IsWeak = false })]);
        var (labels, result) = Labels(o, o.Text("subscripts")!, [.. operands.Select(x => x.Tensor.Shape.Rank)]);
        Labelled[] parts = [.. operands.Select((x, i) => new Labelled(o.To(x, type).Tensor, labels[i]))];
        var sum = parts[0];
        for (var i = 1; i < parts.Length; i++)
            sum = Sum(o, sum, parts[i], i == parts.Length - 1 ? result
                : string.Concat((sum.Axes + parts[i].Axes).Distinct()
                    .Where(label => result.Contains(label)
                        || parts.Skip(i + 1).Any(part => part.Axes.Contains(label)))));
        if (parts.Length == 1) sum = Reduced(o, sum, result);
        return Result(o, Ordered(o, sum, result).X, type);
    }

    // A letter for each axis; the axes of an ellipsis get characters of their own, counted from the last one.
    private static (string[] Operands, string Result) Labels(OperationCall o, string subscripts, int[] ranks)
    {
        var sides = subscripts.Replace(" ", "").Split("->");
        var parts = sides[0].Split(',');
        if (parts.Length != ranks.Length || sides.Length > 2)
            throw o.Wrong("subscripts", $"letters for {ranks.Length} operands");
        var most = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var rest = ranks[i] - parts[i].Replace("...", "").Length;
            if (rest < 0 || rest > 0 && !parts[i].Contains("..."))
                throw o.Wrong("subscripts", $"a letter for each of {ranks[i]} axes of operand {i}");
            most = Math.Max(most, rest);
            parts[i] = parts[i].Replace("...", Hidden(rest));
            if (parts[i].Distinct().Count() != parts[i].Length)
                throw o.Refused($"the diagonal '{parts[i]}' is not computed");
        }
        var all = string.Concat(parts);
        var result = sides.Length == 2 ? sides[1].Replace("...", Hidden(most))
            : Hidden(most) + string.Concat(all.Where(char.IsLetter).Where(label => all.Count(l => l == label) == 1)
                .Order());
        if (result.Any(label => !all.Contains(label)) || result.Distinct().Count() != result.Length)
            throw o.Wrong("subscripts", "a result of different letters of the operands");
        return (parts, result);

        static string Hidden(int count) =>
            string.Concat(Enumerable.Range(0, count).Select(i => (char)(count - i)));
    }

    // Sums the axes of two tensors that the result has not; by one product of matrices for each place of the axes that
    // both and the result have.
    private static Labelled Sum(OperationCall o, Labelled a, Labelled b, string result)
    {
        a = Reduced(o, a, b.Axes + result);
        b = Reduced(o, b, a.Axes + result);
        var batch = string.Concat(a.Axes.Where(label => b.Axes.Contains(label) && result.Contains(label)));
        var inner = string.Concat(a.Axes.Where(label => b.Axes.Contains(label) && !result.Contains(label)));
        var (ownA, ownB) = (string.Concat(a.Axes.Where(label => !b.Axes.Contains(label))),
            string.Concat(b.Axes.Where(label => !a.Axes.Contains(label))));
        (a, b) = (Ordered(o, a, batch + ownA + inner), Ordered(o, b, batch + inner + ownB));
        var (outer, k) = (Lengths(a, batch), Lengths(a, inner).Count);
        if (Lengths(b, batch) != outer || Lengths(b, inner) != Lengths(a, inner))
            throw new ShapeException(o.Place, $"expected equal lengths of the axes that meet, received {a.X.Shape} and "
                + $"{b.X.Shape}");
        var (m, n) = (Lengths(a, ownA).Count, Lengths(b, ownB).Count);
        var y = batch.Length == 0
            ? o.Call.MatMul(o.Call.Reshape(a.X, [m, k]), o.Call.Reshape(b.X, [k, n]))
            : o.Call.MatMul(o.Call.Reshape(a.X, [outer.Count, m, k]), o.Call.Reshape(b.X, [outer.Count, k, n]));
        return new(o.Call.Reshape(y, outer.Concat(Lengths(a, ownA)).Concat(Lengths(b, ownB))), batch + ownA + ownB);
    }

    private static Shape Lengths(Labelled x, string labels) =>
        Shape.Create([.. labels.Select(label => x.X.Shape[x.Axes.IndexOf(label)])]);

    private static Labelled Reduced(OperationCall o, Labelled x, string kept)
    {
        int[] axes = [.. Enumerable.Range(0, x.Axes.Length).Where(axis => !kept.Contains(x.Axes[axis]))];
        return axes.Length == 0 ? x
            : new(o.Call.Sum(x.X, false, axes), string.Concat(x.Axes.Where(label => kept.Contains(label))));
    }

    private static Labelled Ordered(OperationCall o, Labelled x, string labels) => x.Axes == labels ? x
        : new(o.Call.Transpose(x.X, [.. labels.Select(label => x.Axes.IndexOf(label))]), labels);

    /// <summary>A tensor and a letter for each of its axes.</summary>
    private readonly record struct Labelled(Tensor X, string Axes);
}
