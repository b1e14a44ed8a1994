using Valence.Operations;
using static Valence.Models.KerasOperation;

namespace Valence.Models;

/// <summary>The rows that move, repeat and join elements.</summary>
internal static class ShapingRows
{
    private const int MostParts = 1 << 12;

    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        Of("numpy.Reshape(x; newshape)", Reshaped),
        Of("numpy.Ravel(x)", o => o.Flat(o.Tensor("x"))),
        Of("numpy.Transpose(x; axes)", Transpose),
        Of("numpy.Swapaxes(x; axis1, axis2)", Swapped),
        Of("numpy.Moveaxis(x; source, destination)", Moved),
        Of("numpy.ExpandDims(x; axis)", ExpandDims),
        Of("numpy.Squeeze(x; axis)", Squeeze),
        Of("numpy.Flip(x; axis)", o => Flipped(o, o.Tensor("x"), o.Axes("axis", o["x"].Tensor.Shape.Rank))),
        Of("numpy.Fliplr(x)", o => Flipped(o, o.Tensor("x"), [1])),
        Of("numpy.Flipud(x)", o => Flipped(o, o.Tensor("x"), [0])),
        Of("numpy.Rot90(array; k, axes)", Turned),
        Of("numpy.Roll(x; shift, axis)", Rolled),
        Of("numpy.Repeat(x; repeats, axis)", Repeated),
        Of("numpy.Tile(x; repeats)", Tiled),
        Of("numpy.Pad(x, constant_values; pad_width, mode)", Padded),
        Of("numpy.BroadcastTo(x; shape)", BroadcastTo),
        Of("numpy.Concatenate(xs; axis)", o => Joined(o, "xs", (o, x) => x, o.Int("axis", 0))),
        Of("numpy.Append(x1, x2; axis)", Appended),
        Of("numpy.Stack(x; axis)", Stacked),
        Of("numpy.Hstack(xs)", Hstack),
        Of("numpy.Vstack(xs)", o => Joined(o, "xs", (o, x) => Ranked(o, x, 2, first: true), 0)),
        Of("numpy.Dstack(xs)", o => Joined(o, "xs", Deep, 2)),
        OfMany("numpy.Split(x; indices_or_sections, axis)", o => Parts(o, o.Int("axis", 0), equal: true)),
        OfMany("numpy.ArraySplit(x; indices_or_sections, axis)", o => Parts(o, o.Int("axis", 0), equal: false)),
        OfMany("numpy.Hsplit(x; indices_or_sections)",
            o => Parts(o, o["x"].Tensor.Shape.Rank == 1 ? 0 : 1, equal: true)),
        OfMany("numpy.Vsplit(x; indices_or_sections)", o => Parts(o, 0, equal: true)),
        OfMany("numpy.Dsplit(x; indices_or_sections)", o => Parts(o, 2, equal: true)),
        OfMany("core.Unstack(x; num, axis)", Unstacked),
        OfMany("numpy.Meshgrid(*x; indexing)", Meshgrid),
        Of("numpy.ZerosLike(x; dtype)", o => Like(o, 0)),
        Of("numpy.OnesLike(x; dtype)", o => Like(o, 1)),
        Of("numpy.EmptyLike(x; dtype)", o => Like(o, 0)),
        Of("numpy.FullLike(x, fill_value; dtype)", FullLike),
        Of("numpy.Full(fill_value; shape, dtype)", Full),
        Of("numpy.Tril(x; k)", o => Triangle(o, (call, distance, k) => call.LessEqual(distance, k))),
        Of("numpy.Triu(x; k)", o => Triangle(o, (call, distance, k) => call.GreaterEqual(distance, k))),
        Of("numpy.Diagonal(x; offset, axis1, axis2)", o => Diagonal(o, o.Tensor("x"), o.Int("offset", 0))),
        Of("numpy.Trace(x; offset, axis1, axis2)", Trace),
        Of("numpy.Diag(x; k)", o => o["x"].Tensor.Shape.Rank == 2 ? Diagonal(o, o.Tensor("x"), o.Int("k", 0))
            : OnDiagonal(o, o.Tensor("x"), o.Int("k", 0))),
        Of("numpy.Diagflat(x; k)", o => OnDiagonal(o, o.Flat(o.Tensor("x")), o.Int("k", 0))),
        Of("numpy.Size(x)", o => o.Scalar(o["x"].Tensor.Count, KerasType.Int32)),
        Of("numpy.Ndim(x)", o => o.Scalar(o["x"].Tensor.Shape.Rank, KerasType.Int32)),
    ];

    private static Operand Transpose(OperationCall o)
    {
        var x = o.Tensor("x");
        var rank = x.Tensor.Shape.Rank;
        if (rank < 2) return x;
        var order = o.Has("axes") ? o.Axes("axes", rank) : [.. Enumerable.Range(0, rank).Reverse()];
        if (order.Order().SequenceEqual(Enumerable.Range(0, rank)))
            return x with { Tensor = o.Call.Transpose(x.Tensor, order) };
        throw o.Wrong("axes", $"each of {rank} axes once");
    }

    private static Operand Swapped(OperationCall o)
    {
        var x = o.Tensor("x");
        var rank = x.Tensor.Shape.Rank;
        var (a, b) = (o.Axis("axis1", rank, 0), o.Axis("axis2", rank, 0));
        var order = Enumerable.Range(0, rank).ToArray();
        (order[a], order[b]) = (b, a);
        return a == b ? x : x with { Tensor = o.Call.Transpose(x.Tensor, order) };
    }

    private static Operand Moved(OperationCall o)
    {
        var x = o.Tensor("x");
        var rank = x.Tensor.Shape.Rank;
        var (from, to) = (o.Axes("source", rank), o.Axes("destination", rank));
        if (from.Length != to.Length || from.Distinct().Count() != from.Length || to.Distinct().Count() != to.Length)
            throw o.Wrong("destination", $"{from.Length} different axes, one for each of 'source',");
        var order = Enumerable.Range(0, rank).Except(from).ToList();
        foreach (var (destination, source) in to.Zip(from).Order()) order.Insert(destination, source);
        return x with { Tensor = o.Call.Transpose(x.Tensor, [.. order]) };
    }

    private static Operand ExpandDims(OperationCall o)
    {
        var x = o.Tensor("x");
        var axes = o.Ints("axis") ?? throw o.Wrong("axis", "an axis");
        var rank = x.Tensor.Shape.Rank + axes.Length;
        var shape = x.Tensor.Shape;
        foreach (var axis in axes.Select(axis => o.Axis(axis, rank, "axis")).Order()) shape = shape.Insert(axis, 1);
        return o.Reshape(x, shape);
    }

    private static Operand Reshaped(OperationCall o)
    {
        var shape = o.Ints("newshape") ?? [-1];
        return shape.Count(length => length < 0) <= 1 ? o.Reshape(o.Tensor("x"), Shape.Create(shape))
            : throw o.Refused($"expected newshape with at most one axis of -1, which takes what is left, received "
                + $"[{string.Join(", ", shape)}]");
    }

    private static Operand Squeeze(OperationCall o)
    {
        var x = o.Tensor("x");
        var shape = x.Tensor.Shape;
        foreach (var axis in o.Axes("axis", shape.Rank).OrderDescending())
            if (shape[axis] == 1) shape = shape.Remove(axis);
            else if (o.Has("axis")) throw o.Wrong("axis", $"axes of length 1 of {x.Tensor.Shape}");
        return o.Reshape(x, shape);
    }

    private static Operand Flipped(OperationCall o, Operand x, int[] axes)
    {
        foreach (var axis in axes) x = x with { Tensor = o.Call.Reverse(x.Tensor, axis) };
        return x;
    }

    private static Operand Turned(OperationCall o)
    {
        var x = o.Tensor("array");
        var rank = x.Tensor.Shape.Rank;
        var axes = o.Has("axes") ? o.Axes("axes", rank) : [0, 1];
        if (rank < 2 || axes.Length != 2 || axes[0] == axes[1]) throw o.Wrong("axes", "two different axes");
        var order = Enumerable.Range(0, rank).ToArray();
        (order[axes[0]], order[axes[1]]) = (axes[1], axes[0]);
        return ((o.Int("k", 1) % 4 + 4) % 4) switch
        {
            0 => x,
            1 => x with { Tensor = o.Call.Transpose(Flipped(o, x, [axes[1]]).Tensor, order) },
            2 => Flipped(o, x, axes),
            _ => Flipped(o, x with { Tensor = o.Call.Transpose(x.Tensor, order) }, [axes[1]]),
        };
    }

    private static Operand Rolled(OperationCall o)
    {
        var x = o.Tensor("x");
        var shifts = o.Ints("shift") ?? throw o.Wrong("shift", "a number of places");
        if (!o.Has("axis"))
            return o.Reshape(Rolled(o, o.Flat(x), 0, shifts.Sum()), x.Tensor.Shape);
        var axes = o.Axes("axis", x.Tensor.Shape.Rank);
        var count = Math.Max(axes.Length, shifts.Length);
        if (axes.Length != count && axes.Length != 1 || shifts.Length != count && shifts.Length != 1)
            throw o.Wrong("shift", $"{axes.Length} numbers, one an axis,");
        for (var i = 0; i < count; i++)
            x = Rolled(o, x, axes[Math.Min(i, axes.Length - 1)], shifts[Math.Min(i, shifts.Length - 1)]);
        return x;
    }

    private static Operand Rolled(OperationCall o, Operand x, int axis, int shift)
    {
        var length = x.Tensor.Shape[axis];
        if (length == 0) return x;
        var first = ((-shift % length) + length) % length;
        return first == 0 ? x : x with
        {
            Tensor = o.Call.Concat(axis, o.Call.Slice(x.Tensor, axis, first, length - first),
                o.Call.Slice(x.Tensor, axis, 0, first)),
        };
    }

    private static Operand Repeated(OperationCall o)
    {
        var x = o.Has("axis") ? o.Tensor("x") : o.Flat(o.Tensor("x"));
        var axis = o.Axis("axis", x.Tensor.Shape.Rank, 0);
        var repeats = o.Ints("repeats") ?? throw o.Wrong("repeats", "numbers of repetitions");
        if (repeats.Any(times => times < 0)) throw o.Wrong("repeats", "numbers that are not negative");
        if (repeats is [var all]) return x with { Tensor = o.Call.Run(new Repeat(axis, all), x.Tensor) };
        if (repeats.Length != x.Tensor.Shape[axis])
            throw o.Wrong("repeats", $"{x.Tensor.Shape[axis]} numbers, one a position of axis {axis},");
        o.Length(repeats.Sum(times => (long)times), "repeats");
        var places = repeats.SelectMany((times, i) => Enumerable.Repeat(i, times)).ToArray();
        return o.Taken(x, axis, Tensor.From(places));
    }

    private static Operand Tiled(OperationCall o)
    {
        var x = o.Tensor("x");
        var repeats = o.Ints("repeats") ?? throw o.Wrong("repeats", "numbers of repetitions");
        x = Ranked(o, x, repeats.Length, first: true);
        var skipped = x.Tensor.Shape.Rank - repeats.Length;
        for (var i = 0; i < repeats.Length; i++)
        {
            var axis = skipped + i;
            x = x with
            {
                Tensor = repeats[i] switch
                {
                    < 0 => throw o.Wrong("repeats", "numbers that are not negative"),
                    0 => o.Filled(x.Tensor.Shape.With(axis, 0), 0, x.Type).Tensor,
                    1 => x.Tensor,
                    _ => Again(o, x.Tensor, axis, repeats[i]),
                },
            };
        }
        return x;
    }

    // A new axis in front of the repeated one, which then takes both.
    private static Tensor Again(OperationCall o, Tensor x, int axis, int times)
    {
        if (x.Shape.Rank == Shape.MaxRank) return o.Call.Concat(axis, [.. Enumerable.Repeat(x, times)]);
        var y = o.Expand(o.Call.Reshape(x, x.Shape.Insert(axis, 1)), x.Shape.Insert(axis, times));
        return o.Call.Reshape(y, x.Shape.With(axis, o.Length((long)times * x.Shape[axis], "repeats")));
    }

    private static Operand Padded(OperationCall o)
    {
        var x = o.Tensor("x");
        var mode = o.Text("mode") ?? "constant";
        var widths = Widths(o, x.Tensor.Shape.Rank);
        if (mode != "constant" && o.Has("constant_values"))
            throw o.Wrong("constant_values", $"no value with mode '{mode}'");
        var value = o.Has("constant_values") ? o.To(o["constant_values"], x.Type).Tensor : null;
        for (var axis = 0; axis < widths.Length; axis++)
        {
            var (before, after) = widths[axis];
            if (before < 0 || after < 0) throw o.Wrong("pad_width", "widths that are not negative");
            if (before == 0 && after == 0) continue;
            x = x with
            {
                Tensor = mode switch
                {
                    "constant" when value is null => o.Call.Run(new Pad(axis, before, after), x.Tensor),
                    "constant" => o.Call.Concat(axis, o.Expand(value, x.Tensor.Shape.With(axis, before)), x.Tensor,
                        o.Expand(value, x.Tensor.Shape.With(axis, after))),
                    "reflect" or "symmetric" => Mirrored(o, x.Tensor, axis, before, after, mode == "reflect" ? 1 : 0),
                    "edge" => Edged(o, x.Tensor, axis, before, after),
                    _ => throw o.Refused($"the mode '{mode}' of padding is not computed; constant, reflect, symmetric "
                        + "and edge are"),
                },
            };
        }
        return x;
    }

    private static (int Before, int After)[] Widths(OperationCall o, int rank)
    {
        (int, int)[] pairs = o.Given("pad_width") switch
        {
            Argument.Integer all => [(o.Int(all, "pad_width"), o.Int(all, "pad_width"))],
            Argument.List { Items: [Argument.Integer, ..] items } => [Both(items)],
            Argument.List list => [.. list.Items.Select(item => item is Argument.List pair ? Both(pair.Items)
                : throw o.Wrong("pad_width", "pairs of widths"))],
            _ => throw o.Wrong("pad_width", "pairs of widths"),
        };
        return pairs.Length == rank ? pairs : pairs.Length == 1 ? [.. Enumerable.Repeat(pairs[0], rank)]
            : throw o.Wrong("pad_width", $"a pair of widths for each of {rank} axes");

        (int, int) Both(IReadOnlyList<Argument> items) => items.Count is 1 or 2
            ? (o.Int(items[0], "pad_width"), o.Int(items[^1], "pad_width"))
            : throw o.Wrong("pad_width", "pairs of widths");
    }

    private static Tensor Mirrored(OperationCall o, Tensor x, int axis, int before, int after, int skipped)
    {
        var length = x.Shape[axis];
        if (before > length - skipped || after > length - skipped)
            throw o.Refused($"expected mirrored padding of at most {length - skipped} positions, received {before} and "
                + $"{after}");
        var head = o.Call.Slice(x, axis, Math.Max(0, before - 1 + skipped), before, -1);
        var tail = o.Call.Slice(x, axis, Math.Max(0, length - 1 - skipped), after, -1);
        return o.Call.Concat(axis, head, x, tail);
    }

    private static Tensor Edged(OperationCall o, Tensor x, int axis, int before, int after)
    {
        var length = x.Shape[axis];
        var (first, last) = (o.Call.Slice(x, axis, 0, 1), o.Call.Slice(x, axis, length - 1, 1));
        return o.Call.Concat(axis, o.Expand(first, x.Shape.With(axis, before)), x,
            o.Expand(last, x.Shape.With(axis, after)));
    }

    // An axis of −1, which Python has as None, stays as long as it is.
    private static Operand BroadcastTo(OperationCall o)
    {
        var x = o.Tensor("x");
        var shape = o.Ints("shape") ?? throw o.Wrong("shape", "a shape");
        var from = x.Tensor.Shape;
        for (var i = 1; i <= shape.Length; i++)
            if (shape[^i] < 0) shape[^i] = i <= from.Rank ? from[from.Rank - i] : 1;
        return x with { Tensor = o.Expand(x.Tensor, Shape.Create(shape)) };
    }

    private static Operand Joined(OperationCall o, string name, Func<OperationCall, Operand, Operand> prepare, int axis)
    {
        var parts = o.Operands(name);
        var type = parts.Select(part => part.Type).Distinct().Count() == 1 ? parts[0].Type : o.Join([.. parts]);
        Tensor?[] tensors = [.. parts.Select(part => prepare(o, o.To(part, type)).Tensor)];
        return new(o.Call.Concat(o.Axis(axis, tensors[0]!.Shape.Rank, name), tensors), type);
    }

    private static Operand Appended(OperationCall o)
    {
        var (a, b) = (o.Tensor("x1"), o.Tensor("x2"));
        var type = o.Join(a, b);
        (a, b) = (o.To(a, type), o.To(b, type));
        if (!o.Has("axis")) (a, b) = (o.Flat(a), o.Flat(b));
        return new(o.Call.Concat(o.Axis("axis", a.Tensor.Shape.Rank, 0), a.Tensor, b.Tensor), type);
    }

    private static Operand Stacked(OperationCall o)
    {
        var rank = o.Operands("x")[0].Tensor.Shape.Rank + 1;
        var axis = o.Axis("axis", rank, 0);
        return Joined(o, "x", (o, x) => o.Reshape(x, x.Tensor.Shape.Insert(axis, 1)), axis);
    }

    private static Operand Hstack(OperationCall o)
    {
        var axis = o.Operands("xs")[0].Tensor.Shape.Rank > 1 ? 1 : 0;
        return Joined(o, "xs", (o, x) => Ranked(o, x, 1, first: true), axis);
    }

    private static Operand Deep(OperationCall o, Operand x)
    {
        x = Ranked(o, x, 2, first: true);
        return x.Tensor.Shape.Rank == 2 ? o.Reshape(x, x.Tensor.Shape.Insert(2, 1)) : x;
    }

    // At least so many axes, new ones of length 1 before the others.
    private static Operand Ranked(OperationCall o, Operand x, int rank, bool first)
    {
        var shape = x.Tensor.Shape;
        while (shape.Rank < rank) shape = shape.Insert(first ? 0 : shape.Rank, 1);
        return o.Reshape(x, shape);
    }

    private static IReadOnlyList<Operand> Parts(OperationCall o, int givenAxis, bool equal)
    {
        const string Where = "indices_or_sections";
        var x = o.Tensor("x");
        var axis = o.Axis(givenAxis, x.Tensor.Shape.Rank, "axis");
        var length = x.Tensor.Shape[axis];
        List<int> ends = [];
        if (o.Given(Where) is Argument.Integer)
        {
            var count = o.Int(Where);
            if (count is < 1 or > MostParts || equal && length % count != 0)
                throw o.Wrong(Where, $"a number of parts that divides {length}");
            for (var i = 1; i <= count; i++) ends.Add(length / count * i + Math.Min(i, length % count));
        }
        else ends = [.. o.Ints(Where)!.Select(end => Math.Clamp(end < 0 ? end + length : end, 0, length)), length];
        var parts = new Operand[ends.Count];
        for (var (i, start) = (0, 0); i < parts.Length; start = ends[i++])
            parts[i] = x with
            {
                Tensor = o.Call.Slice(x.Tensor, axis, Math.Min(start, Math.Max(length - 1, 0)),
                    Math.Max(ends[i] - start, 0)),
            };
        return parts;
    }

    private static IReadOnlyList<Operand> Unstacked(OperationCall o)
    {
        var x = o.Tensor("x");
        var axis = o.Axis("axis", x.Tensor.Shape.Rank, 0);
        var count = o.Has("num") ? o.Int("num") : x.Tensor.Shape[axis];
        if (count is < 0 or > MostParts) throw o.Wrong("num", $"at most {MostParts} parts");
        return [.. Enumerable.Range(0, count)
            .Select(i => x with { Tensor = o.Call.At(x.Tensor, axis, i) })];
    }

    private static IReadOnlyList<Operand> Meshgrid(OperationCall o)
    {
        var swaps = (o.Text("indexing") ?? "xy") switch
        {
            "xy" => true,
            "ij" => false,
            _ => throw o.Wrong("indexing", "'xy' or 'ij'"),
        };
        var vectors = o.Operands("x").Select(x => o.Flat(x with { IsWeak = false })).ToArray();
        var axes = Enumerable.Range(0, vectors.Length).ToArray();
        if (swaps && axes.Length > 1) (axes[0], axes[1]) = (1, 0);
        var shape = new int[vectors.Length];
        for (var i = 0; i < axes.Length; i++) shape[axes[i]] = vectors[i].Tensor.Count;
        return [.. vectors.Select((x, i) =>
        {
            var alone = new int[vectors.Length];
            Array.Fill(alone, 1);
            alone[axes[i]] = x.Tensor.Count;
            return x with
            {
                Tensor = o.Expand(o.Reshape(x, Shape.Create(alone)).Tensor, Shape.Create(shape)),
            };
        })];
    }

    private static Operand Like(OperationCall o, double value) =>
        o.Filled(o["x"].Tensor.Shape, value, o.Type("dtype") ?? o["x"].Type);

    private static Operand FullLike(OperationCall o)
    {
        var type = o.Type("dtype") ?? o["x"].Type;
        return new(o.Expand(o.To(o["fill_value"], type).Tensor, o["x"].Tensor.Shape), type);
    }

    private static Operand Full(OperationCall o)
    {
        var type = o.Type("dtype") ?? KerasType.Float32;
        return new(o.Expand(o.To(o["fill_value"], type).Tensor, Shape.Create(o.Ints("shape")!)), type);
    }

    private static Operand Triangle(OperationCall o, Func<CallContext, Tensor, Tensor, Tensor> keeps)
    {
        var x = o.Tensor("x");
        if (x.Tensor.Shape.Rank < 2) throw o.Wrong("x", "at least two axes");
        var (rows, columns) = (x.Tensor.Shape[^2], x.Tensor.Shape[^1]);
        var distance = o.Call.Subtract(o.Call.Range(columns), o.Call.Reshape(o.Call.Range(rows), [rows, 1]));
        var mask = keeps(o.Call, distance, o.Call.FilledIntegers([], o.Int("k", 0)));
        return x with { Tensor = o.Call.Select(mask, x.Tensor, o.Scalar(0, x.Type).Tensor) };
    }

    private static Operand Diagonal(OperationCall o, Operand x, int offset)
    {
        var rank = x.Tensor.Shape.Rank;
        var (a, b) = (o.Axis("axis1", rank, 0), o.Axis("axis2", rank, 1));
        if (rank < 2 || a == b) throw o.Refused($"expected two axes of a diagonal, received {x.Tensor.Shape}");
        var y = o.Call.Transpose(x.Tensor,
            [.. Enumerable.Range(0, rank).Where(axis => axis != a && axis != b), a, b]);
        var (rows, columns) = (y.Shape[^2], y.Shape[^1]);
        var (row, column) = (Math.Max(-offset, 0), Math.Max(offset, 0));
        var places = Enumerable.Range(0, Math.Max(0, Math.Min(rows - row, columns - column)))
            .Select(i => (row + i) * columns + column + i).ToArray();
        y = o.Call.Reshape(y, y.Shape[..^2].Insert(rank - 2, rows * columns));
        return o.Taken(x with { Tensor = y }, rank - 2, Tensor.From(places));
    }

    private static Operand Trace(OperationCall o)
    {
        var x = Diagonal(o, o.Tensor("x"), o.Int("offset", 0));
        var type = x.Type switch
        {
            KerasType.Bool or KerasType.Int8 or KerasType.Int16 => KerasType.Int32,
            KerasType.UInt8 or KerasType.UInt16 => KerasType.UInt32,
            _ => x.Type,
        };
        var y = type.IsInteger ? o.Call.Cast(x.Tensor, ElementType.Int32) : x.Tensor;
        return new(o.Call.Sum(y, false, -1), type);
    }

    private static Operand OnDiagonal(OperationCall o, Operand x, int offset)
    {
        if (x.Tensor.Shape.Rank != 1) throw o.Wrong("x", "one or two axes");
        var size = x.Tensor.Count + Math.Abs(offset);
        // Each element spread along its row, then those off the diagonal dropped.
        var padded = o.Call.Run(new Pad(0, Math.Max(-offset, 0), Math.Max(offset, 0)), x.Tensor);
        var rows = o.Call.Reshape(padded, [size, 1]);
        var distance = o.Call.Subtract(o.Call.Range(size), o.Call.Reshape(o.Call.Range(size), [size, 1]));
        var mask = o.Call.Equal(distance, o.Call.FilledIntegers([], offset));
        return x with { Tensor = o.Call.Select(mask, rows, o.Scalar(0, x.Type).Tensor) };
    }
}
