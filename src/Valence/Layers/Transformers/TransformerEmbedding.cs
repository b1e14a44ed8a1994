using Valence.Execution;
using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>What a transformer adds to the vectors of tokens before its blocks: vectors of positions and of types, a
/// normalization, and the mask of the steps that count.</summary>
/// <remarks>
/// Inputs <c>[inputs, input_ids]</c>, <c>[inputs, input_ids, attended]</c> or <c>[inputs, input_ids, attended,
/// token_type_ids]</c>: the tokens' vectors <c>[batch, time, features]</c>, their ids, which steps count (not 0) and
/// their types, <c>[batch, time]</c> each. Output <c>[batch, time, features]</c> with a mask of the steps that count;
/// without <c>attended</c> those whose id is not <see cref="PaddingId"/>, all where that is null. Without types all are
/// type 0.
/// Weights, as far as they are used: <c>position_embeddings [positions, features]</c>, <c>type_embeddings [types,
/// features]</c>, <c>norm/gamma</c> and <c>norm/beta [features]</c>.
/// </remarks>
/// <param name="positions">The rows of the table of positions; 0 for none.</param>
/// <param name="types">The number of types; 0 for none.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is below 0.</exception>
public sealed class TransformerEmbedding(int positions = 0, int types = 0, string? name = null) : Layer(name)
{
    /// <summary>The rows of the table of positions; 0 for none.</summary>
    public int Positions { get; } = Require.AtLeast(0, positions);

    /// <summary>The number of types; 0 for none.</summary>
    public int Types { get; } = Require.AtLeast(0, types);

    /// <summary>The id of padding; null for none.</summary>
    public int? PaddingId { get; init; }

    /// <summary>Whether positions count the tokens that are not padding, from the row after
    /// <see cref="PaddingId"/> on, and padding has the row of that number (RoBERTa); otherwise they count all from
    /// row 0.</summary>
    public bool CountsFromPadding { get; init; }

    /// <summary>Whether the sum is normalized.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Added to the variance in the normalization.</summary>
    public double LayerNormEpsilon
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(LayerNormEpsilon));
    } = 1e-5;

    /// <summary>Whether the normalization adds an offset.</summary>
    public bool UseNormOffset { get; init; } = true;

    /// <summary>Whether the output is 0 at steps that do not count.</summary>
    public bool ClearMasked { get; init; }

    /// <summary>The share of the output's elements set to 0 in training.</summary>
    public double Dropout { get; init => field = Require.Between(0, 1, value, nameof(Dropout)); }

    /// <summary>A seed of the layer's own for dropout; null to derive the draws from the model's seed and the layer's
    /// name.</summary>
    public int? Seed { get; init; }

    /// <summary>What the tables hold at first.</summary>
    public Initializer EmbeddingsInitializer { get; init; } = Initializer.Uniform;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments { get; } =
        ["inputs", "input_ids", "attended", "token_type_ids"];

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override int MostContinuedSteps => CountsFromPadding ? 0 : Positions == 0 ? int.MaxValue : Positions;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        RequireInputs(inputs);
        var features = inputs[0][2];
        var places = Positions > 0
            ? weights.Add("position_embeddings", [Positions, features], EmbeddingsInitializer) : null;
        var kinds = Types > 0 ? weights.Add("type_embeddings", [Types, features], EmbeddingsInitializer) : null;
        var norm = Normalize
            ? weights.Child("norm", new LayerNormalization(LayerNormEpsilon, UseNormOffset), inputs[0]) : null;
        var drop = Dropout > 0 ? new DropoutMask((float)Dropout) : null;
        var draws = weights.AddRandom("dropout", Seed);
        return (x, call) =>
        {
            var ids = call.Ids(x[1].Tensor);
            var y = x[0].Tensor;
            var before = call.Kept?.Steps ?? 0;
            if (kinds is not null)
                y = call.Add(y, x.Count > 3 ? call.Gather(kinds.Value, call.Ids(x[3].Tensor))
                    : call.Slice(kinds.Value, 0, 0, 1));
            // Shape inference tries lengths of its own, which may exceed the number of positions.
            if (places is not null && call.Executor is not ShapeExecutor)
                y = call.Add(y, Places(places, ids, before, call));
            if (norm is not null) y = norm(new Value(y), call).Tensor;
            var mask = Mask(x, ids, call);
            if (ClearMasked && mask is not null)
                y = call.Multiply(y, call.Reshape(mask, mask.Shape.Insert(2, 1)));
            return new Value(call.Dropout(y, drop, draws), mask);
        };
    }

    private Tensor Places(Weight places, Tensor ids, int before, CallContext call)
    {
        var first = CountsFromPadding ? PaddingId!.Value + 1 : 0;
        if (before + ids.Shape[1] > Positions - first)
            throw new ShapeException(Place, $"expected at most {Positions - first} steps, received {ids.Shape}"
                + (before > 0 ? $" after {before} steps" : ""));
        if (!CountsFromPadding) return call.Slice(places.Value, 0, before, ids.Shape[1]);
        var counts = call.NotEqual(call.Cast(ids, ElementType.Float32), call.Scalar(first - 1));
        var numbers = call.Multiply(call.Run(CumulativeSum.For(1), counts), counts);
        return call.Gather(places.Value, call.Cast(call.Shift(numbers, first - 1), ElementType.Int32));
    }

    private Tensor? Mask(Values x, Tensor ids, CallContext call) =>
        x.Count > 2 ? call.NotEqual(call.Cast(x[2].Tensor, ElementType.Float32), call.Scalar(0))
            : PaddingId is { } padding ? call.NotEqual(call.Cast(ids, ElementType.Float32), call.Scalar(padding))
            : null;

    private void RequireInputs(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length is < 2 or > 4 || inputs[0].Rank != 3)
            throw new ShapeException(Place, "expected vectors [batch, time, features], ids and optionally which steps "
                + $"count and types, received {inputs.Length} inputs"
                + (inputs.Length > 0 ? $", first {inputs[0]}" : ""));
        foreach (var other in inputs[1..])
            if (other.Rank != 2 || other[1] >= 0 && inputs[0][1] >= 0 && other[1] != inputs[0][1])
                throw new ShapeException(Place, $"expected ids, steps and types [batch, time] of the vectors' "
                    + $"{inputs[0]}, received {other}");
        if (inputs.Length > 3 && Types == 0)
            throw new ShapeException(Place, "expected no types, as there are no vectors of types, received some");
        if (CountsFromPadding && (PaddingId is null || Positions <= PaddingId + 1))
            throw new ShapeException(Place, $"expected a padding id and rows after it where positions count from "
                + $"padding, received {PaddingId?.ToString() ?? "none"} and {Positions} rows");
    }
}
