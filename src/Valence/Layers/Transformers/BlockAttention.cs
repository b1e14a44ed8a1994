using Valence.Operations;

namespace Valence.Layers;

/// <summary>The attention of a <see cref="TransformerBlock"/>: its projections, positions and masks.</summary>
internal sealed class BlockAttention
{
    private readonly int _heads;
    private readonly ValueForward _query, _key, _value, _output;
    private readonly RotatePositions? _rotary;
    private readonly RelativeScores? _ofQueries, _ofKeys;
    private readonly bool _isRelative;
    private readonly float _scale;
    private readonly PositionMask? _positions;
    private readonly DropoutMask? _dropWeights, _dropDistances, _dropOutput;
    private readonly RandomStream _drawsOfWeights, _drawsOfDistances, _drawsOfOutput;
    private readonly HeadAttention _attention;

    public BlockAttention(TransformerBlock layer, ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        var (input, features) = (inputs[0], inputs[0][2]);
        _heads = layer.NumHeads;
        _query = Projection("query_dense");
        _key = Projection("key_dense");
        _value = Projection("value_dense");
        _output = Projection("output_dense");
        _rotary = layer.RotaryTheta is { } theta ? new(features / _heads, theta) : null;
        _isRelative = layer.RelativeSpan is not null;
        var terms = 1;
        if (layer.RelativeSpan is { } span)
        {
            if (inputs[1].Rank != 3 || inputs[1][1] != 2 * span || inputs[1][2] != features)
                throw new ShapeException(layer.Place, $"expected vectors of distances [batch, {2 * span}, {features}], "
                    + $"received {inputs[1]}");
            var positions = new RelativePositions(span, layer.RelativeFarthest);
            _ofQueries = layer.ScoresQueryDistance ? new(positions, ofKeys: false) : null;
            _ofKeys = layer.ScoresKeyDistance ? new(positions, ofKeys: true) : null;
            terms += (_ofQueries is null ? 0 : 1) + (_ofKeys is null ? 0 : 1);
        }
        _scale = 1 / MathF.Sqrt(features / _heads * terms);
        _positions = _isRelative && (layer.UseCausalMask || layer.SlidingWindow is not null)
            ? new(layer.UseCausalMask, layer.SlidingWindow) : null;
        _dropWeights = layer.AttentionDropout > 0 ? new((float)layer.AttentionDropout) : null;
        _dropDistances = layer.DistanceDropout > 0 ? new((float)layer.DistanceDropout) : null;
        _dropOutput = layer.OutputDropout > 0 ? new((float)layer.OutputDropout) : null;
        _drawsOfWeights = weights.AddRandom("attention_dropout", layer.Seed);
        _drawsOfDistances = weights.AddRandom("distance_dropout", layer.Seed);
        _drawsOfOutput = weights.AddRandom("output_dropout", layer.Seed);
        _attention = new(_heads, _heads, new(_scale, layer.UseCausalMask, layer.SlidingWindow ?? int.MaxValue,
            ClosedAttendNothing: false)
        {
            DropoutRate = _dropWeights?.Rate ?? 0,
            Kept = _dropWeights?.Kept ?? 1,
        });

        ValueForward Projection(string scope) => weights.Child(scope,
            new Dense(features, useBias: layer.UseAttentionBias) { KernelInitializer = layer.KernelInitializer },
            input);
    }

    /// <summary>Each step of <paramref name="x"/> attends to the others, but for those that the mask of
    /// <paramref name="inputs"/> closes.</summary>
    public Tensor Call(Tensor x, Values inputs, CallContext call)
    {
        var q = Rotated(_query(new Value(x), call).Tensor, call);
        var k = Rotated(_key(new Value(x), call).Tensor, call);
        var v = _value(new Value(x), call).Tensor;
        var (keys, values, counts, attention) = call.Kept is not { } kept ? (k, v, inputs.Mask, _attention)
            : (kept.Append(k), kept.Append(v), inputs.Mask is { } now ? kept.Append(now) : null,
                _attention.After(kept.Steps));
        var mask = counts is null ? null : call.Reshape(counts, [counts.Shape[0], 1, 1, counts.Shape[1]]);
        var joined = _isRelative ? Relative(q, k, v, inputs[1].Tensor, mask, call)
            : call.Run(attention, q, keys, values, mask,
                _dropWeights is not null && call.Training ? call.RandomKey(_drawsOfWeights) : null);
        call.Done(q);
        call.Done(k);
        call.Done(v);
        return call.Dropout(_output(new Value(joined), call).Tensor, _dropOutput, _drawsOfOutput);
    }

    private Tensor Rotated(Tensor x, CallContext call) => _rotary is null ? x
        : call.Run(call.Kept is { } kept ? _rotary.After(kept.Steps) : _rotary, x);

    // Scores of content and distance (He et al., 2020): q·k + q·key(distance) + k·query(distance).
    private Tensor Relative(Tensor q, Tensor k, Tensor v, Tensor distances, Tensor? mask, CallContext call)
    {
        // The batch has the same vectors in each row, so that one is projected.
        if (distances.Shape[0] > 1) distances = call.Slice(distances, 0, 0, 1);
        distances = call.Dropout(distances, _dropDistances, _drawsOfDistances);
        var (queries, keys) = (call.Scale(Split(q, call), _scale), Split(k, call));
        var scores = call.MatMul(queries, keys, transposeB: true);
        if (_ofQueries is not null)
            scores = call.Add(scores, call.Run(_ofQueries,
                call.MatMul(queries, OfDistances(_key), transposeB: true)));
        if (_ofKeys is not null)
            scores = call.Add(scores, call.Run(_ofKeys,
                call.MatMul(call.Scale(keys, _scale), OfDistances(_query), transposeB: true)));
        if (_positions is not null)
        {
            var open = call.Run(_positions, q, k);
            mask = mask is null ? open : call.Multiply(mask, open);
        }
        var weights = call.Dropout(ProjectedAttention.Weigh(scores, mask, call), _dropWeights, _drawsOfWeights);
        var heads = call.MatMul(weights, Split(v, call));
        return call.Reshape(call.Transpose(heads, 0, 2, 1, 3), q.Shape);

        Tensor OfDistances(ValueForward projection) =>
            call.Add(Split(projection(new Value(distances), call).Tensor, call),
                call.Filled([q.Shape[0], 1, 1, 1], 0));
    }

    // [batch, time, heads · width] to [batch, heads, time, width].
    private Tensor Split(Tensor x, CallContext call) => call.Transpose(
        call.Reshape(x, [x.Shape[0], x.Shape[1], _heads, x.Shape[2] / _heads]), 0, 2, 1, 3);
}
