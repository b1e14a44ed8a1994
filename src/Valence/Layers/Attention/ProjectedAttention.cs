using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>Attention of several heads over learned projections of query, key and value.</summary>
/// <remarks>
/// Inputs <c>[query, value]</c>, <c>[query, value, key]</c> or <c>[query, value, key, attention_mask]</c>, where the
/// key is the value when missing: query <c>[batch, queries, …]</c>, value and key <c>[batch, keys, …]</c>,
/// attention mask <c>[batch, queries, keys]</c>, <c>[queries, keys]</c> or <c>[batch, heads, queries, keys]</c>, not 0
/// where a query may attend to a key.
/// The masks of query, value and key and the causal mask are combined with it. The output carries the query's mask.
/// A query that may attend to nothing attends to all keys equally; with dropout, returned scores or other axes than
/// one for time it attends to nothing. Both are as in Keras.
/// </remarks>
public abstract class ProjectedAttention : Layer
{
    private const float MaskedLogit = -1e9f;

    private protected ProjectedAttention(double dropout, bool useBias, string? name) : base(name)
    {
        Dropout = Require.Between(0, 1, dropout);
        UseBias = useBias;
    }

    private protected override bool MakesItsWeights => false;

    /// <summary>The share of attention weights set to 0 in training.</summary>
    public double Dropout { get; init => field = Require.Between(0, 1, value, nameof(Dropout)); }

    /// <summary>Whether the projections have biases.</summary>
    public bool UseBias { get; init; }

    /// <summary>Whether the heads' results are multiplied by a learned sigmoid gate of the query.</summary>
    public bool UseGate { get; init; }

    /// <summary>Positions this far apart or farther do not attend to each other; null for no limit.</summary>
    public int? SlidingWindow
    {
        get;
        init => field = value is { } steps ? Require.AtLeast(1, steps, nameof(SlidingWindow)) : null;
    }

    /// <summary>Whether a step attends to no later one; Keras takes it as an argument of the call.</summary>
    public bool UseCausalMask { get; init; }

    /// <summary>Whether the attention weights <c>[batch, heads, queries, keys]</c> are a second output; Keras takes it
    /// as an argument of the call.</summary>
    public bool ReturnAttentionScores { get; init; }

    /// <summary>A seed of the layer's own for dropout; null to derive the draws from the model's seed and the layer's
    /// name.</summary>
    public int? Seed { get; init; }

    /// <summary>What the projections hold at first.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>What the biases hold at first.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;

    /// <summary>A penalty on each projection, or null.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>A penalty on each bias, or null.</summary>
    public Regularizer? BiasRegularizer { get; init; }

    /// <summary>A constraint on each projection after each step, or null.</summary>
    public Constraint? KernelConstraint { get; init; }

    /// <summary>A constraint on each bias after each step, or null.</summary>
    public Constraint? BiasConstraint { get; init; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> CallArguments { get; } = ["query", "value", "key", "attention_mask"];

    // Projections, softmax and dropout are layers in Keras.
    internal sealed override IReadOnlyList<(string Scope, string Attribute, string Name)> InnerLayers =>
    [
        Projection("query_dense", "query"), Projection("key_dense", "key"),
        .. (ReadOnlySpan<(string, string, string)>)(UseGate ? [Projection("gate_dense", "gate")] : []),
        Projection("value_dense", "value"), Projection("output_dense", "attention_output"),
        ("_softmax", "_softmax", "softmax"), ("_dropout_layer", "_dropout_layer", "dropout"),
    ];

    /// <summary>Whether Keras' files know a projection by its attribute with an underscore before it.</summary>
    private protected abstract bool IsHidden(string projection);

    private (string Scope, string Attribute, string Name) Projection(string scope, string name) =>
        (scope, IsHidden(scope) ? $"_{scope}" : scope, name);

    /// <inheritdoc/>
    internal sealed override IReadOnlyList<string> CallParameters { get; } =
        ["query", "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask"];

    // A mask of pairs has the rows where it has an axis before those of queries and keys.
    /// <inheritdoc/>
    public sealed override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        inputs.Length < 4 || inputs[0].Rank == 3 && inputs[3].Rank > 2;

    /// <inheritdoc/>
    public sealed override int MostContinuedSteps => UseCausalMask && !ReturnAttentionScores ? int.MaxValue : 0;

    /// <inheritdoc/>
    internal sealed override int MostContinuedQueries =>
        UseCausalMask || ReturnAttentionScores || SlidingWindow is not null ? 0 : int.MaxValue;

    /// <inheritdoc/>
    public sealed override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length is < 2 or > 4)
            throw new ShapeException(Place, "expected query, value, optionally key and attention mask, received "
                + $"{inputs.Length} inputs");
        var (query, value) = (inputs[0], inputs[1]);
        var key = inputs.Length > 2 ? inputs[2] : value;
        if (query.Rank < 3 || query.Rank > MostAxes || value.Rank != query.Rank || key.Rank != query.Rank)
            throw new ShapeException(Place, "expected query, value and key [batch, time, features]"
                + $"{(MostAxes > 3 ? $", or with up to {MostAxes - 2} axes in the place of time" : "")}, received "
                + $"{query}, {value} and {key}");
        for (var axis = 1; axis < value.Rank - 1; axis++)
            if (value[axis] >= 0 && key[axis] >= 0 && value[axis] != key[axis])
                throw new ShapeException(Place, $"expected value and key of equal length, received {value} and {key}");
        var axes = Attended(query.Rank);
        if (axes.Axes.Count > 1 && (UseCausalMask || SlidingWindow is not null))
            throw new ShapeException(Place, "expected no causal mask and no sliding window where several axes are "
                + "attended over, which have no order. Give an attention mask of queries and keys instead");
        if (ReturnAttentionScores && axes.Others.Count + 2 + 2 * axes.Axes.Count > Shape.MaxRank)
            throw new ShapeException(Place, $"expected scores of at most {Shape.MaxRank} axes, those of {query} would "
                + $"have {axes.Others.Count + 2 + 2 * axes.Axes.Count}. Do not return them");
        return new AttentionHeads(this, Sizes(query, value), axes, [query[^1], key[^1], value[^1]], weights).Call;
    }

    /// <summary>The most axes that inputs may have.</summary>
    private protected virtual int MostAxes => 3;

    /// <summary>Whether the output's projection has the penalty on outputs too, besides the layer itself: Keras then
    /// counts it twice.</summary>
    internal virtual bool PenalizesProjection => false;

    /// <summary>What is attended over in inputs of so many axes.</summary>
    private protected virtual AttendedAxes Attended(int rank) => new(rank, null);

    /// <summary>The sizes for inputs of the given shapes.</summary>
    private protected abstract HeadSizes Sizes(Shape query, Shape value);

    /// <summary>Attention weights from logits <c>[batch, …, heads, queries, keys]</c>: 0 where the mask is, also for a
    /// query that may attend to nothing.</summary>
    internal static Tensor Weigh(Tensor logits, Tensor? mask, CallContext call)
    {
        if (mask is null) return call.Softmax(logits);
        var masked = call.Select(mask, logits, call.Scalar(MaskedLogit));
        return call.Select(mask, call.Softmax(masked), call.Scalar(0));
    }
}
