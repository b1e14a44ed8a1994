using Valence.Execution;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>The weights of a <see cref="ProjectedAttention"/> and its computation.</summary>
internal sealed class AttentionHeads
{
    private readonly ProjectedAttention _layer;
    private readonly HeadSizes _sizes;
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

    /// <param name="layer">The layer.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="features">The widths of query, key and value.</param>
    /// <param name="weights">Where the weights are made, in Keras' order.</param>
    public AttentionHeads(ProjectedAttention layer, HeadSizes sizes, ReadOnlySpan<int> features, WeightFactory weights)
    {
        (_layer, _sizes) = (layer, sizes);
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
    }

    public Values Call(Values x, CallContext call)
    {
        var (query, value) = (x[0], x[1]);
        var key = x.Count > 2 ? x[2] : value;
        var penalty = _layer.ActivityRegularizer;
        var q = Split(_query.Apply(query.Tensor, penalty, call), _sizes.Heads, call);
        var k = Repeated(Split(_key.Apply(key.Tensor, penalty, call), _sizes.KeyValueHeads, call), call);
        var v = Repeated(Split(_value.Apply(value.Tensor, penalty, call), _sizes.KeyValueHeads, call), call);
        var scores = _layer.Weigh(call.MatMul(call.Scale(q, _scale), k, transposeB: true), Mask(x, call), call);
        var heads = call.MatMul(call.Dropout(scores, _dropout, _draws), v);
        var joined = call.Reshape(call.Transpose(heads, 0, 2, 1, 3),
            [heads.Shape[0], heads.Shape[2], _sizes.Heads * _sizes.ValueDim]);
        if (_gate is not null) joined = call.Multiply(joined, call.Sigmoid(_gate.Apply(query.Tensor, call)));
        var y = _output.Apply(joined, call);
        if (_sizes.Output.Rank > 1) y = call.Reshape(y, y.Shape[..2].Concat(_sizes.Output));
        return _layer.ReturnAttentionScores ? [new(y, query.Mask), new(scores)] : new Value(y, query.Mask);
    }

    // [batch, time, heads · width] to [batch, heads, time, width].
    private static Tensor Split(Tensor x, int heads, CallContext call) =>
        call.Transpose(call.Reshape(x, [x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads]), 0, 2, 1, 3);

    private Tensor Repeated(Tensor x, CallContext call) => _repeat is null ? x : call.Run(_repeat, x);

    // All masks together, with axes that broadcast to [batch, heads, queries, keys]; null where nothing is masked.
    private Tensor? Mask(Values x, CallContext call)
    {
        Tensor? mask = null;
        if (x[0].Mask is { } queries) mask = call.Reshape(queries, [queries.Shape[0], 1, queries.Shape[1], 1]);
        mask = And(mask, OfKeys(x[1].Mask, call), call);
        if (x.Count > 2) mask = And(mask, OfKeys(x[2].Mask, call), call);
        if (_positions is not null) mask = And(mask, call.Run(_positions, x[0].Tensor, x[1].Tensor), call);
        return x.Count > 3 ? And(mask, OfPairs(call.Cast(x[3].Tensor, ElementType.Float32), call), call) : mask;
    }

    private static Tensor? OfKeys(Tensor? mask, CallContext call) =>
        mask is null ? null : call.Reshape(mask, [mask.Shape[0], 1, 1, mask.Shape[1]]);

    private static Tensor OfPairs(Tensor mask, CallContext call) =>
        mask.Shape.Rank == 3 ? call.Reshape(mask, mask.Shape.Insert(1, 1)) : mask;

    private static Tensor? And(Tensor? a, Tensor? b, CallContext call) =>
        a is null ? b : b is null ? a : call.Multiply(a, b);
}
