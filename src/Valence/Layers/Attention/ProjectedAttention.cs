using Valence.Constraints;
using Valence.Execution;
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
/// A query that may attend to nothing attends to all keys equally; with dropout or returned scores it attends to
/// nothing. Both are as in Keras.
/// </remarks>
public abstract class ProjectedAttention : Layer
{
    private const float MaskedLogit = -1e9f;
    private const float LowestLogit = -0.7f * float.MaxValue;

    private protected ProjectedAttention(double dropout, bool useBias)
    {
        Dropout = Require.Between(0, 1, dropout);
        UseBias = useBias;
    }

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
    internal sealed override IReadOnlyList<(string Attribute, string Name)> InnerNames =>
    [
        ("query_dense", "query"), ("key_dense", "key"), .. (ReadOnlySpan<(string, string)>)
            (UseGate ? [("gate_dense", "gate")] : []), ("value_dense", "value"), ("output_dense", "attention_output"),
        ("_softmax", "softmax"), ("_dropout_layer", "dropout"),
    ];

    /// <inheritdoc/>
    public sealed override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length is < 2 or > 4)
            throw new ShapeException(Place, "expected query, value, optionally key and attention mask, received "
                + $"{inputs.Length} inputs");
        var (query, value) = (inputs[0], inputs[1]);
        var key = inputs.Length > 2 ? inputs[2] : value;
        if (query.Rank != 3 || value.Rank != 3 || key.Rank != 3)
            throw new ShapeException(Place, "expected query, value and key [batch, time, features], received "
                + $"{query}, {value} and {key}");
        if (value[1] >= 0 && key[1] >= 0 && value[1] != key[1])
            throw new ShapeException(Place, $"expected value and key of equal length, received {value} and {key}");
        return new AttentionHeads(this, Sizes(query, value), [query[2], key[2], value[2]], weights).Call;
    }

    /// <summary>The sizes for inputs of the given shapes.</summary>
    private protected abstract HeadSizes Sizes(Shape query, Shape value);

    /// <summary>Attention weights from logits <c>[batch, heads, queries, keys]</c>.</summary>
    internal Tensor Weigh(Tensor logits, Tensor? mask, CallContext call)
    {
        if (mask is null) return call.Softmax(logits);
        // Keras computes the two cases in different places, which treat queries without any key differently.
        if (Dropout == 0 && !ReturnAttentionScores)
            return call.Softmax(call.Select(mask, logits, call.Scalar(LowestLogit)));
        return call.Select(mask, call.Softmax(call.Select(mask, logits, call.Scalar(MaskedLogit))), call.Scalar(0));
    }
}
