using Valence.Operations;

namespace Valence.Layers;

/// <summary>The weights of a <see cref="ProjectedAttention"/> and its computation.</summary>
internal sealed class AttentionHeads
{
    private readonly ProjectedAttention _layer;
    private readonly HeadSizes _sizes;
    private readonly AttendedAxes _axes;
    private readonly Projection _query;
    private readonly Projection _key;
    private readonly Projection? _gate;
    private readonly Projection _value;
    private readonly Projection _output;
    private readonly PositionMask? _positions;
    private readonly Repeat? _repeat;
    private readonly DropoutMask? _dropout;
    private readonly RandomStream _draws;
    private readonly float _scale;
    private readonly HeadAttention _attention;

    /// <param name="layer">The layer.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="axes">What it attends over.</param>
    /// <param name="features">The widths of query, key and value.</param>
    /// <param name="weights">Where the weights are made, in Keras' order.</param>
    public AttentionHeads(ProjectedAttention layer, HeadSizes sizes, AttendedAxes axes, ReadOnlySpan<int> features,
        WeightFactory weights)
    {
        (_layer, _sizes, _axes) = (layer, sizes, axes);
        _query = new(layer, [features[0]], [sizes.Heads, sizes.KeyDim], weights.Scope("query_dense"));
        _key = new(layer, [features[1]], [sizes.KeyValueHeads, sizes.KeyDim], weights.Scope("key_dense"));
        _gate = layer.UseGate ? new(layer, [features[0]], [sizes.Heads, sizes.ValueDim], weights.Scope("gate_dense"))
            : null;
        _value = new(layer, [features[2]], [sizes.KeyValueHeads, sizes.ValueDim], weights.Scope("value_dense"));
        _output = new(layer, [sizes.Heads, sizes.ValueDim], sizes.Output, weights.Scope("output_dense"));
        _positions = layer.UseCausalMask || layer.SlidingWindow is not null
            ? new(layer.UseCausalMask, layer.SlidingWindow) : null;
        _repeat = sizes.Heads > sizes.KeyValueHeads ? new(1, sizes.Heads / sizes.KeyValueHeads) : null;
        _dropout = layer.Dropout > 0 ? new((float)layer.Dropout) : null;
        _draws = weights.AddRandom("dropout", layer.Seed);
        _scale = 1 / MathF.Sqrt(sizes.KeyDim);
        // Keras computes the two cases in different places, which treat queries without any key differently.
        _attention = new(sizes.Heads, sizes.KeyValueHeads, new(_scale, layer.UseCausalMask,
            layer.SlidingWindow ?? int.MaxValue, ClosedAttendNothing: layer.Dropout > 0 || !axes.IsSequence)
        {
            DropoutRate = _dropout?.Rate ?? 0,
            Kept = _dropout?.Kept ?? 1,
        });
    }

    public Values Call(Values x, CallContext call)
    {
        var (query, value) = (x[0], x[1]);
        var key = x.Count > 2 ? x[2] : value;
        Require(query.Tensor.Shape, value.Tensor.Shape, key.Tensor.Shape);
        var (penalty, batch) = (_layer.ActivityRegularizer, query.Tensor.Shape[0]);
        var asked = _axes.Merge(query.Tensor, call);
        var q = _query.Apply(asked, penalty, batch, call);
        var kept = call.Kept;
        if (kept is not null && (x.Count > 3 || _axes.Others.Count > 0 || _layer.ReturnAttentionScores))
            throw new ShapeException(_layer.Place, "expected sequences [batch, time, features] without a mask of pairs "
                + "and without scores as an output, where they are given in parts");
        // What is not causal attends to a sequence that is whole in the first call.
        var attendsWhole = kept is not null && !_layer.UseCausalMask;
        var k = (attendsWhole ? kept!.Held() : null) ?? _key.Apply(_axes.Merge(key.Tensor, call), penalty, batch, call);
        if (attendsWhole && kept!.Steps == 0) k = kept.Hold(k);
        var v = (attendsWhole ? kept!.Held() : null)
            ?? _value.Apply(_axes.Merge(value.Tensor, call), penalty, batch, call);
        if (attendsWhole && kept!.Steps == 0) v = kept.Hold(v);
        var (attention, keys, values) = (_attention, k, v);
        if (kept is not null && !attendsWhole)
        {
            (attention, keys, values) = (_attention.After(kept.Steps), kept.Append(k), kept.Append(v));
            x = WithKeptMasks(x, kept);
        }
        var mask = Mask(x, call);
        Tensor? scores = null;
        // Who wants to see the scores gets a matrix of them; and masks with further axes of their own need one.
        var joined = _layer.ReturnAttentionScores || mask is not null && _axes.Others.Count > 0
            ? Shown(q, k, v, And(mask, Positions(x, call), call), query.Tensor.Shape, out scores, call)
            : call.Run(attention, q, keys, values, mask,
                _dropout is not null && call.Training ? call.RandomKey(_draws) : null);
        call.Done(q);
        call.Done(k);
        call.Done(v);
        if (_gate is not null)
        {
            var gate = call.Sigmoid(_gate.Apply(asked, call));
            Projection.Penalize(gate, penalty, batch, call);
            joined = call.Multiply(joined, gate);
        }
        var y = _output.Apply(joined, _layer.PenalizesProjection ? penalty : null, batch, call);
        if (_sizes.Output.Rank > 1) y = call.Reshape(y, y.Shape[..2].Concat(_sizes.Output));
        y = _axes.Split(y, query.Tensor.Shape, call);
        if (!_layer.ReturnAttentionScores) return new Value(y, query.Mask);
        // [batch, other axes, heads, steps of queries, steps of keys]
        var shown = _axes.Groups(query.Tensor.Shape).Concat([_sizes.Heads]).Concat(_axes.Steps(query.Tensor.Shape))
            .Concat(_axes.Steps(key.Tensor.Shape));
        return [new(y, query.Mask), new(call.Reshape(scores!, shown))];
    }

    // The masks of keys for all steps so far; a key that is the value has one with it.
    private static Values WithKeptMasks(Values x, KeptSteps kept)
    {
        var value = x[1] with { Mask = Kept(x[1].Mask) };
        return x.Count == 2 ? [x[0], value] : Values.Create([x[0], value, x[2] with { Mask = Kept(x[2].Mask) }]);

        Tensor? Kept(Tensor? mask) => mask is null ? null : kept.Append(mask);
    }

    // The same with the matrix of weights.
    private Tensor Shown(Tensor q, Tensor k, Tensor v, Tensor? mask, Shape query, out Tensor scores, CallContext call)
    {
        var logits = call.MatMul(call.Scale(Split(q, _sizes.Heads, call), _scale),
            Repeated(Split(k, _sizes.KeyValueHeads, call), call), transposeB: true);
        scores = ProjectedAttention.Weigh(call.Reshape(logits, Wide(logits.Shape, query)), mask, call);
        var heads = call.MatMul(call.Dropout(call.Reshape(scores, logits.Shape), _dropout, _draws),
            Repeated(Split(v, _sizes.KeyValueHeads, call), call));
        return call.Reshape(call.Transpose(heads, 0, 2, 1, 3),
            [heads.Shape[0], heads.Shape[2], _sizes.Heads * _sizes.ValueDim]);
    }

    // The axes that go with the batch on their own, where masks tell them apart: [batch, …, heads, queries, keys].
    private Shape Wide(Shape logits, Shape query) => _axes.Groups(query).Concat(logits[1..]);

    // [batch, time, heads · width] to [batch, heads, time, width].
    private static Tensor Split(Tensor x, int heads, CallContext call) =>
        call.Transpose(call.Reshape(x, [x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads]), 0, 2, 1, 3);

    private Tensor Repeated(Tensor x, CallContext call) => _repeat is null ? x : call.Run(_repeat, x);

    private void Require(Shape query, Shape value, Shape key)
    {
        if (value.Rank != query.Rank || key.Rank != query.Rank || _axes.Groups(value) != _axes.Groups(query)
            || _axes.Groups(key) != _axes.Groups(query) || _axes.Steps(value) != _axes.Steps(key))
            throw new ShapeException(_layer.Place, "expected query, value and key of equal axes that are not attended "
                + $"over, value and key of equal steps, received {query}, {value} and {key}");
    }

    // All masks together but for that of positions, with axes that broadcast to [batch, …, heads, queries, keys]; null
    // where nothing is masked.
    private Tensor? Mask(Values x, CallContext call)
    {
        Tensor? mask = null;
        if (x[0].Mask is { } queries) mask = Of(queries, queries.Shape.Insert(queries.Shape.Rank, 1), call);
        mask = And(mask, OfKeys(x[1].Mask, call), call);
        if (x.Count > 2) mask = And(mask, OfKeys(x[2].Mask, call), call);
        return x.Count > 3 ? And(mask, OfPairs(call.Cast(x[3].Tensor, ElementType.Float32), call), call) : mask;
    }

    private Tensor? Positions(Values x, CallContext call) => _positions is null ? null
        : Placed(call.Run(_positions, _axes.Merge(x[0].Tensor, call), _axes.Merge(x[1].Tensor, call)), call);

    private Tensor? OfKeys(Tensor? mask, CallContext call) =>
        mask is null ? null : Of(mask, mask.Shape.Insert(mask.Shape.Rank - 1, 1), call);

    // A mask of an input: its last axis is the steps.
    private Tensor Of(Tensor mask, Shape shape, CallContext call)
    {
        if (_axes.Axes.Count > 1)
            throw new ShapeException(_layer.Place, "expected inputs without masks where several axes are attended "
                + "over, as Keras does. Give an attention mask of queries and keys instead");
        return Placed(call.Reshape(mask, shape), call);
    }

    // A mask of pairs: its last axes are the steps of queries and those of keys.
    private Tensor OfPairs(Tensor mask, CallContext call)
    {
        var count = _axes.Axes.Count;
        if (mask.Shape.Rank < 2 * count)
            throw new ShapeException(_layer.Place, $"expected an attention mask whose last {2 * count} axes are the "
                + $"steps of queries and keys, received {mask.Shape}");
        var (first, pairs) = (mask.Shape[..^(2 * count)], mask.Shape[^(2 * count)..]);
        return Placed(count == 1 ? mask
            : call.Reshape(mask, first.Concat([pairs[..count].Count, pairs[count..].Count])), call);
    }

    // Axes of length 1 before those of queries and keys, up to the axes of the scores.
    private Tensor Placed(Tensor mask, CallContext call)
    {
        var rank = _axes.Others.Count + 4;
        if (mask.Shape.Rank > rank)
            throw new ShapeException(_layer.Place, $"expected a mask with at most {rank} axes, received {mask.Shape}");
        var shape = mask.Shape;
        while (shape.Rank < rank) shape = shape.Insert(shape.Rank - 2, 1);
        return call.Reshape(mask, shape);
    }

    private static Tensor? And(Tensor? a, Tensor? b, CallContext call) =>
        a is null ? b : b is null ? a : call.Multiply(a, b);
}
