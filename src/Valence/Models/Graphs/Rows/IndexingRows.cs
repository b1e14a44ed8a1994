using Valence.Operations;
using static Valence.Models.KerasOperation;

namespace Valence.Models;

/// <summary>The rows that choose elements by position, and those that put them there.</summary>
internal static class IndexingRows
{
    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        Of("numpy.GetItem(x, key)", GetItem),
        Of("numpy.Take(x, indices; axis)", Take),
        Of("numpy.TakeAlongAxis(x, indices; axis)", TakeAlongAxis),
        Of("core.Slice(inputs, start_indices; shape)", Sliced),
        Of("core.SliceUpdate(inputs, start_indices, updates)", SliceUpdate),
        Of("core.Scatter(indices, values; shape)", Scatter),
        Of("nn.OneHot(x; num_classes, axis, dtype, sparse)", o => OneHot(o, o.Tensor("x"))),
        Of("nn.MultiHot(inputs; num_classes, axis, dtype, sparse, num_tokens)", MultiHot),
        Of("math.SegmentSum(data, segment_ids; num_segments, sorted)", SegmentSum),
        Of("math.SegmentMax(data, segment_ids; num_segments, sorted)",
            o => Segmented(o, float.NegativeInfinity, x => o.Call.Max(x, false, 1))),
        Of("math.SegmentMin(data, segment_ids; num_segments, sorted)", o => Segmented(o, float.PositiveInfinity,
            x => o.Call.Negate(o.Call.Max(o.Call.Negate(x), false, 1)))),
        Of("math.SegmentProd(data, segment_ids; num_segments, sorted)", o => Segmented(o, 1, x =>
            o.Call.At(o.Call.Run(CumulativeProduct.For(1), x), 1, x.Shape[1] - 1))),
        OfMany("numpy.UnravelIndex(indices; shape)", Unraveled),
        Of("math.ExtractSequences(x; sequence_length, sequence_stride)", Sequences),
    ];

    extension(OperationCall o)
    {
        /// <summary>Positions of an axis in the order of integers, whose axes take its place; negative ones count from
        /// the end.</summary>
        public Operand Taken(Operand x, int axis, Tensor ids)
        {
            var length = x.Tensor.Shape[axis];
            var y = o.Call.Gather(o.AxisMoved(x.Tensor, axis, 0), o.FromStart(ids, length));
            if (axis == 0) return x with { Tensor = y };
            // The ids' axes come first, and go where the axis was.
            var order = Enumerable.Range(ids.Shape.Rank, axis).Concat(Enumerable.Range(0, ids.Shape.Rank))
                .Concat(Enumerable.Range(ids.Shape.Rank + axis, x.Tensor.Shape.Rank - 1 - axis)).ToArray();
            return x with { Tensor = o.Call.Transpose(y, order) };
        }

        /// <summary>Positions, negative ones counted from the end of <paramref name="length"/>.</summary>
        public Tensor FromStart(Tensor ids, int length)
        {
            var zero = o.Call.FilledIntegers([], 0);
            return o.Call.Select(o.Call.Less(ids, zero), o.Call.Add(ids, o.Call.FilledIntegers([], length)), ids);
        }

        /// <summary>An operand that holds whole numbers.</summary>
        public Tensor Integers(string name)
        {
            var x = o[name];
            return x.Type.IsInteger ? x.Tensor
                : throw o.Refused($"expected integers as '{name}', received elements of type {x.Type.KerasName}");
        }
    }

    private static Operand GetItem(OperationCall o)
    {
        var x = o.Tensor("x");
        List<Argument> keys = o.Given("key") is Argument.List list ? [.. list.Items] : [o.Given("key")];
        if (keys.Count(key => key is Argument.Ellipsis) > 1) throw o.Wrong("key", "at most one ellipsis");
        var rank = x.Tensor.Shape.Rank;
        var taken = keys.Count(key => key is not (Argument.Nothing or Argument.Ellipsis));
        if (taken > rank) throw o.Wrong("key", $"at most {rank} positions of {x.Tensor.Shape}");
        var ellipsis = keys.FindIndex(key => key is Argument.Ellipsis);
        if (ellipsis >= 0) keys.RemoveAt(ellipsis);
        else ellipsis = keys.Count;
        keys.InsertRange(ellipsis, Enumerable.Repeat(
            new Argument.Slice(Argument.Nothing.Instance, Argument.Nothing.Instance, Argument.Nothing.Instance),
            rank - taken));
        var lists = keys.Count(IsArray);
        // NumPy moves the axes of several arrays of positions together; one alone stays where it is.
        if (lists > 1 || lists == 1 && keys.Any(key => key is Argument.Integer))
            throw o.Refused("expected one array of positions, or numbers and slices alone");
        var axis = 0;
        foreach (var key in keys)
            switch (key)
            {
                case Argument.Nothing:
                    x = o.Reshape(x, x.Tensor.Shape.Insert(axis++, 1));
                    break;
                case Argument.Integer:
                    var length = x.Tensor.Shape[axis];
                    var position = o.Position(key, "key");
                    if (position < -length || position >= length)
                        throw o.Refused($"expected a position from {-length} to {length - 1} of axis {axis} of "
                            + $"{x.Tensor.Shape}, received {position}");
                    x = x with { Tensor = o.Call.At(x.Tensor, axis, position < 0 ? position + length : position) };
                    break;
                case Argument.Slice slice:
                    var (start, count, step) = Bounds(o, slice, x.Tensor.Shape[axis]);
                    x = x with { Tensor = o.Call.Slice(x.Tensor, axis++, start, count, step) };
                    break;
                default:
                    var ids = o.Operand(key, "key");
                    if (!ids.Type.IsInteger) throw o.Refused("positions are integers, not elements of type "
                        + ids.Type.KerasName);
                    x = o.Taken(x, axis, ids.Tensor);
                    axis += ids.Tensor.Shape.Rank;
                    break;
            }
        return x;
    }

    private static bool IsArray(Argument key) => key is Argument.Array or Argument.List or Argument.Symbol;

    // As Python's slice.indices.
    private static (int Start, int Count, int Step) Bounds(OperationCall o, Argument.Slice slice, int length)
    {
        var step = slice.Step is Argument.Nothing ? 1 : o.Position(slice.Step, "key");
        if (step == 0) throw o.Wrong("key", "steps other than 0");
        var (least, most) = step > 0 ? (0, length) : (-1, length - 1);
        var start = At(slice.Start, step > 0 ? least : most);
        var stop = At(slice.Stop, step > 0 ? most : least);
        var count = (int)(step > 0 ? ((long)stop - start + step - 1) / step : ((long)start - stop - step - 1) / -step);
        return count > 0 ? (start, count, step) : (0, 0, 1);

        int At(Argument given, int missing)
        {
            if (given is Argument.Nothing) return missing;
            var place = o.Position(given, "key");
            return Math.Clamp(place < 0 ? place + length : place, least, most);
        }
    }

    private static Operand Take(OperationCall o)
    {
        var x = o.Has("axis") ? o.Tensor("x") : o.Flat(o.Tensor("x"));
        return o.Taken(x, o.Axis("axis", x.Tensor.Shape.Rank, 0), o.Integers("indices"));
    }

    private static Operand TakeAlongAxis(OperationCall o)
    {
        var x = o.Tensor("x");
        var ids = o.Integers("indices");
        if (!o.Has("axis")) (x, ids) = (o.Flat(x), o.Call.Reshape(ids, [ids.Count]));
        var axis = o.Axis("axis", x.Tensor.Shape.Rank, 0);
        if (ids.Shape.Rank != x.Tensor.Shape.Rank) throw o.Wrong("indices", $"as many axes as {x.Tensor.Shape}");
        var (from, places) = (o.AxisLast(x.Tensor, axis), o.AxisLast(ids, axis));
        var outer = Broadcast.Join(from.Shape[..^1], places.Shape[..^1])
            ?? throw o.Wrong("indices", $"axes that fit {x.Tensor.Shape}");
        from = o.Expand(from, outer.Concat(from.Shape[^1..]));
        places = o.FromStart(o.Expand(places, outer.Concat(places.Shape[^1..])), from.Shape[^1]);
        var y = o.Call.Run(TakeAlong.Instance, from, places);
        return x with { Tensor = o.AxisMoved(y, y.Shape.Rank - 1, axis) };
    }

    private static Operand Sliced(OperationCall o)
    {
        var x = o.Tensor("inputs");
        var (starts, shape) = (o.Ints("start_indices")!, o.Ints("shape")!);
        if (starts.Length != shape.Length || shape.Length > x.Tensor.Shape.Rank)
            throw o.Wrong("start_indices", $"{shape.Length} positions, one a length,");
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var length = x.Tensor.Shape[axis];
            var start = starts[axis] < 0 ? starts[axis] + length : starts[axis];
            var count = shape[axis] < 0 ? length - start : shape[axis];
            x = x with { Tensor = o.Call.Slice(x.Tensor, axis, start, count) };
        }
        return x;
    }

    private static Operand SliceUpdate(OperationCall o)
    {
        var x = o.Tensor("inputs");
        var updates = o.To(o["updates"], x.Type).Tensor;
        var starts = o.Ints("start_indices")!;
        if (starts.Length != x.Tensor.Shape.Rank || updates.Shape.Rank != starts.Length)
            throw o.Wrong("start_indices", $"positions of {x.Tensor.Shape.Rank} axes");
        var mask = o.Call.Filled(updates.Shape, 1);
        for (var axis = 0; axis < starts.Length; axis++)
        {
            var length = x.Tensor.Shape[axis];
            var before = starts[axis] < 0 ? starts[axis] + length : starts[axis];
            var after = length - before - updates.Shape[axis];
            if (before < 0 || after < 0)
                throw o.Wrong("start_indices", $"positions of {updates.Shape} within {x.Tensor.Shape}");
            if (before == 0 && after == 0) continue;
            var pad = new Pad(axis, before, after);
            (updates, mask) = (o.Call.Run(pad, updates), o.Call.Run(pad, mask));
        }
        return x with { Tensor = o.Call.Select(mask, updates, x.Tensor) };
    }

    private static Operand Scatter(OperationCall o)
    {
        var values = o.OnlyFloats(o["values"]);
        var ids = o.Integers("indices");
        var shape = Shape.Create(o.Ints("shape")!);
        var depth = ids.Shape[^1];
        // One number a place: the positions times the sizes of what is behind them.
        var sizes = Enumerable.Range(0, depth).Select(i => shape[(i + 1)..depth].Count).ToArray();
        var places = o.Call.Sum(o.Call.Multiply(ids, Tensor.From(sizes)), false, -1);
        var count = shape[..depth].Count;
        var table = o.Call.Executor.Rent(new(shape[depth..].Insert(0, count)));
        return o.Reshape(values with { Tensor = o.Call.ScatterRows(places, values.Tensor, table) }, shape);
    }

    private static Operand OneHot(OperationCall o, Operand x)
    {
        if (o.Bool("sparse", false)) throw o.Refused("sparse tensors are not kept");
        var ids = o.To(x, KerasType.Int32).Tensor;
        var count = o.Has("num_classes") ? o.Int("num_classes") : o.Int("num_tokens");
        var rank = ids.Shape.Rank + 1;
        var hot = o.Call.Equal(o.Call.Reshape(ids, ids.Shape.Insert(rank - 1, 1)), o.Call.Range(count));
        hot = o.AxisMoved(hot, rank - 1, o.Axis("axis", rank, -1));
        return o.To(new(hot, KerasType.Bool), o.Type("dtype") ?? KerasType.Float32);
    }

    private static Operand MultiHot(OperationCall o)
    {
        var x = o.Tensor("inputs");
        var hot = OneHot(o, x);
        return hot with { Tensor = o.Call.Max(hot.Tensor, false, x.Tensor.Shape.Rank > 1 ? 1 : 0) };
    }

    private static int Segments(OperationCall o) => o.Has("num_segments") ? o.Int("num_segments")
        : throw o.Refused("expected 'num_segments': without it the data says how many results there are");

    // Ids of −1 belong to no segment.
    private static Operand SegmentSum(OperationCall o)
    {
        var (x, ids, count) = (o.Tensor("data"), o.Integers("segment_ids"), Segments(o));
        if (!x.Type.IsFloat)
        {
            // A product with which element belongs where is exact for integers.
            var belongs = o.Call.Cast(Belongs(o, ids, count), ElementType.Int32);
            var rows = o.Call.Reshape(x.Tensor, [ids.Count, x.Tensor.Shape[1..].Count]);
            return o.Reshape(x with { Tensor = o.Wrapped(o.Call.MatMul(belongs, rows), x.Type) },
                x.Tensor.Shape.With(0, count));
        }
        var zero = o.Call.FilledIntegers([], 0);
        var rank = x.Tensor.Shape.Rank;
        var counts = o.Call.GreaterEqual(ids, zero);
        var shape = Shape.Create([ids.Count]);
        while (shape.Rank < rank) shape = shape.Insert(shape.Rank, 1);
        var data = o.Call.Select(o.Call.Reshape(counts, shape), x.Tensor, o.Call.Scalar(0));
        var table = o.Call.Executor.Rent(new(x.Tensor.Shape.With(0, count)));
        return x with { Tensor = o.Call.ScatterRows(o.Call.Maximum(ids, zero), data, table) };
    }

    private static Tensor Belongs(OperationCall o, Tensor ids, int count) => o.Call.Equal(
        o.Call.Reshape(o.Call.Range(count), [count, 1]), o.Call.Reshape(ids, [1, ids.Count]));

    private static Operand Segmented(OperationCall o, float empty, Func<Tensor, Tensor> join)
    {
        var (x, ids, count) = (o.OnlyFloats(o["data"]), o.Integers("segment_ids"), Segments(o));
        var belongs = Belongs(o, ids, count);
        while (belongs.Shape.Rank <= x.Tensor.Shape.Rank)
            belongs = o.Call.Reshape(belongs, belongs.Shape.Insert(belongs.Shape.Rank, 1));
        return x with
        {
            Tensor = join(o.Call.Select(belongs, o.Call.Reshape(x.Tensor, x.Tensor.Shape.Insert(0, 1)), o.Call.Scalar(
                empty))),
        };
    }

    private static IReadOnlyList<Operand> Unraveled(OperationCall o)
    {
        var ids = o["indices"];
        var places = o.Integers("indices");
        var shape = Shape.Create(o.Ints("shape")!);
        places = o.FromStart(places, shape.Count);
        var type = KerasTypes.Join((ids.Type, false));
        return [.. Enumerable.Range(0, shape.Rank).Select(axis => new Operand(o.Call.Mod(
            o.Call.FloorDivide(places, o.Call.FilledIntegers([], shape[(axis + 1)..].Count)),
            o.Call.FilledIntegers([], shape[axis])), type))];
    }

    private static Operand Sequences(OperationCall o)
    {
        var x = o.Tensor("x");
        var (length, stride) = (o.Int("sequence_length"), o.Int("sequence_stride"));
        var count = Math.Max(0, (x.Tensor.Shape[^1] - (length - stride)) / stride);
        var places = Enumerable.Range(0, o.Length((long)count * length, "sequence_length"))
            .Select(i => i / length * stride + i % length).ToArray();
        return o.Taken(x, x.Tensor.Shape.Rank - 1, Tensor.From(places, [count, length]));
    }
}
