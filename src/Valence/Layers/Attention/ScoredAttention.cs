using Valence.Models;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>Attention without projections: each query's mean of the values, weighted by the softmax of scores of query
/// and key.</summary>
/// <remarks>
/// Inputs <c>[query, value]</c> or <c>[query, value, key]</c>, where the key is the value when missing: query
/// <c>[batch, queries, dim]</c>, key <c>[batch, keys, dim]</c>, value <c>[batch, keys, width]</c>;
/// output <c>[batch, queries, width]</c>. The value's mask closes its steps, the query's mask makes its steps 0 and
/// passes on; the key's mask is not used, as in Keras. Further equal axes may stand before time; inputs that have them
/// have no masks.
/// </remarks>
public abstract class ScoredAttention : Layer
{
    private const float MaskedShift = -1e9f;

    private protected ScoredAttention(bool useScale, double dropout, string? name) : base(name)
    {
        UseScale = useScale;
        Dropout = Require.Between(0, 1, dropout);
    }

    /// <summary>Whether the scores have a learned scale.</summary>
    public bool UseScale { get; init; }

    /// <summary>The share of attention weights set to 0 in training.</summary>
    public double Dropout { get; init => field = Require.Between(0, 1, value, nameof(Dropout)); }

    /// <summary>Whether a step attends to no later one; Keras takes it as an argument of the call.</summary>
    public bool UseCausalMask { get; init; }

    /// <summary>Whether the attention weights <c>[batch, queries, keys]</c> are a second output; Keras takes it as an
    /// argument of the call.</summary>
    public bool ReturnAttentionScores { get; init; }

    /// <summary>A seed of the layer's own for dropout; null to derive the draws from the model's seed and the layer's
    /// name.</summary>
    public int? Seed { get; init; }

    /// <inheritdoc/>
    public sealed override bool TakesList => true;

    /// <inheritdoc/>
    internal sealed override IReadOnlyList<string> CallParameters { get; } = ["inputs", UseArguments.Mask];

    /// <inheritdoc/>
    public sealed override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    internal sealed override int MostContinuedQueries => UseCausalMask || ReturnAttentionScores ? 0 : int.MaxValue;

    /// <inheritdoc/>
    public sealed override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length is < 2 or > 3)
            throw new ShapeException(Place, $"expected query, value and optionally key, received {inputs.Length} "
                + "inputs");
        foreach (var input in inputs)
        {
            if (input.Rank < 3) throw SequenceShape.Mismatch("sequence", input);
            if (input.Rank != inputs[0].Rank)
                throw new ShapeException(Place, $"expected inputs with as many axes as the query {inputs[0]}, received "
                    + $"{input}");
        }
        var score = BuildScore(inputs[0], weights);
        var positions = UseCausalMask ? new PositionMask(isCausal: true) : null;
        var dropout = Dropout > 0 ? new DropoutMask((float)Dropout) : null;
        var draws = weights.AddRandom("dropout", Seed);
        return (x, call) => x[0].Tensor.Shape.Rank == 3 ? Attend(x, call) : AttendWithin(x, call);

        Values Attend(Values x, CallContext call)
        {
            var (query, value) = (x[0], x[1]);
            var logits = score(query.Tensor, (x.Count > 2 ? x[2] : value).Tensor, call);
            var mask = value.Mask is { } counts ? call.Reshape(counts, counts.Shape.Insert(1, 1)) : null;
            if (positions is not null) mask = And(call.Run(positions, query.Tensor, value.Tensor), mask, call);
            if (mask is not null) logits = call.Select(mask, logits, call.Shift(logits, MaskedShift));
            var scores = call.Dropout(call.Softmax(logits), dropout, draws);
            var y = call.MatMul(scores, value.Tensor);
            if (query.Mask is { } asked)
                y = call.Select(call.Reshape(asked, asked.Shape.Insert(2, 1)), y, call.Scalar(0));
            return ReturnAttentionScores ? [new(y, query.Mask), new(scores)] : new Value(y, query.Mask);
        }

        // Sequences side by side, each with those at the same place: their axes before time are one batch.
        Values AttendWithin(Values x, CallContext call)
        {
            var outer = x[0].Tensor.Shape[..^2];
            var sequences = new Value[x.Count];
            for (var i = 0; i < sequences.Length; i++)
            {
                var shape = x[i].Tensor.Shape;
                if (shape[..^2] != outer)
                    throw new ShapeException(Place, $"expected the query's axes before time {outer}, received {shape}");
                if (x[i].Mask is not null)
                    throw new ShapeException(Place, $"expected no mask of an input with more than three axes, received "
                        + $"one of {shape}, which has no one order of steps. Take the mask away");
                sequences[i] = call.Reshape(x[i].Tensor, [outer.Count, shape[^2], shape[^1]]);
            }
            var y = Attend(Values.Create(sequences), call);
            var parts = new Value[y.Count];
            for (var i = 0; i < parts.Length; i++)
                parts[i] = call.Reshape(y[i].Tensor, outer.Concat(y[i].Tensor.Shape[1..]));
            return Values.Create(parts);
        }
    }

    /// <summary>Scores <c>[batch, queries, keys]</c> of query and key.</summary>
    private protected delegate Tensor Score(Tensor query, Tensor key, CallContext call);

    /// <summary>Makes the weights and the scores' computation for queries of a shape.</summary>
    private protected abstract Score BuildScore(Shape query, WeightFactory weights);

    /// <summary>Every query plus every key: <c>[batch, queries, keys, dim]</c>.</summary>
    private protected static Tensor Pairs(Tensor query, Tensor key, CallContext call) =>
        call.Add(call.Reshape(query, query.Shape.Insert(2, 1)), call.Reshape(key, key.Shape.Insert(1, 1)));

    private static Tensor And(Tensor a, Tensor? b, CallContext call) => b is null ? a : call.Multiply(a, b);
}
