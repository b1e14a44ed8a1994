using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>KerasHub's transformer encoder (Vaswani et al., 2017): each step attends to all others and goes through two
/// affine maps, each with a sum and a normalization.</summary>
/// <remarks>
/// Inputs <c>[inputs]</c>, <c>[inputs, padding_mask]</c> or <c>[inputs, padding_mask, attention_mask]</c>: a sequence
/// <c>[batch, time, features]</c>, the steps that count (not 0) <c>[batch, time]</c>, and the pairs that may attend
/// (not 0) <c>[batch, time, time]</c>; output <c>[batch, time, features]</c>, with the sequence's own mask.
/// After: <c>h = norm(x + attention(x))</c>, <c>y = norm(h + map(h))</c>. Before: <c>h = x + attention(norm(x))</c>,
/// <c>y = h + map(norm(h))</c>, where <c>map(x) = output(activation(intermediate(x)))</c>.
/// The sequence's own mask closes masked steps as keys, and all keys to masked steps, as in Keras; a padding mask that
/// is given closes steps as keys alone. Integers count as the same floats.
/// Weights: those of a <see cref="MultiHeadAttention"/> of heads of <c>features / numHeads</c>, of two
/// <see cref="LayerNormalization"/> and of two <see cref="Dense"/>.
/// </remarks>
/// <param name="intermediateDim">The width between the two affine maps; at least 1.</param>
/// <param name="numHeads">The number of heads; from 1 to the number of features.</param>
/// <param name="dropout">The share of attention weights, and of the results of attention and maps, set to 0 in
/// training; from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class TransformerEncoder(int intermediateDim, int numHeads, double dropout = 0, string? name = null)
    : TransformerLayer(intermediateDim, dropout, name)
{
    /// <summary>The number of heads.</summary>
    public int NumHeads { get; } = Require.AtLeast(1, numHeads);

    /// <summary>A penalty on each kernel, or null.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>A penalty on each bias, or null.</summary>
    public Regularizer? BiasRegularizer { get; init; }

    /// <summary>Whether normalizations stand before attention and maps, and not after their sums.</summary>
    public bool NormalizeFirst { get; init; }

    /// <summary>Whether the attention weights <c>[batch, heads, queries, keys]</c> are a second output; Keras takes it
    /// as an argument of the call.</summary>
    public bool ReturnAttentionScores { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments { get; } = ["inputs", "padding_mask", "attention_mask"];

    internal override bool LeavesArgumentsOut => true;

    internal override bool AsksForMasks => true;

    private protected override (Regularizer? Kernel, Regularizer? Bias) Penalties =>
        (KernelRegularizer, BiasRegularizer);

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    // The attention inside gets the sequence itself, unless a normalization stands before it.
    internal override bool TakesMasks => !NormalizeFirst;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length is < 1 or > 3 || inputs[0].Rank != 3 || inputs[0][2] < NumHeads)
            throw new ShapeException(Place, $"expected [batch, time, features] of at least as many features as "
                + $"{NumHeads} heads, and up to two masks, received {inputs.Length} inputs"
                + (inputs.Length > 0 ? $", first {inputs[0]}" : ""));
        MaskArguments.Require(this, inputs, 1, 2);
        MaskArguments.Require(this, inputs, 2, 3);
        var (input, features) = (inputs[0], inputs[0][2]);
        var inner = new InnerLayerList(weights);
        var attention = inner.Add("_self_attention_layer",
            new MultiHeadAttention(NumHeads, features / NumHeads, dropout: Dropout, name: "self_attention_layer")
            {
                ReturnAttentionScores = ReturnAttentionScores,
                KernelInitializer = KernelInitializer,
                BiasInitializer = BiasInitializer,
                KernelRegularizer = KernelRegularizer,
                BiasRegularizer = BiasRegularizer,
            }, input, input);
        var attentionSum = new ResidualSum(NormalizeFirst,
            inner.Add("_self_attention_layer_norm", Norm("self_attention_layer_norm"), input),
            inner.Add("_self_attention_dropout", new Dropout(Dropout, "self_attention_dropout"), input));
        var feedForwardNorm = inner.Add("_feedforward_layer_norm", Norm("feedforward_layer_norm"), input);
        var intermediate = inner.Add("_feedforward_intermediate_dense",
            Affine(IntermediateDim, Activation, "feedforward_intermediate_dense"), input);
        var output = inner.Add("_feedforward_output_dense", Affine(features, null, "feedforward_output_dense"),
            input.WithLast(IntermediateDim));
        var feedForwardSum = new ResidualSum(NormalizeFirst, feedForwardNorm,
            inner.Add("_feedforward_dropout", new Dropout(Dropout, "feedforward_dropout"), input));
        Own(inner);
        return Call;

        Values Call(Values x, CallContext call)
        {
            var sequence = call.Cast(x.Tensor, ElementType.Float32);
            var asked = attentionSum.Before(sequence, call);
            var keys = MaskArguments.And(x.Mask, MaskArguments.Of(x, 1, call), call);
            var attended = MaskArguments.Attend(attention, new(asked, x.Mask), new(asked, keys),
                MaskArguments.Of(x, 2, call), call);
            var h = attentionSum.After(sequence, attended.Tensor, call);
            var between = intermediate(new Value(feedForwardSum.Before(h, call)), call);
            var y = feedForwardSum.After(h, output(between, call).Tensor, call);
            return ReturnAttentionScores ? [new(y, x.Mask), attended[1]] : new Value(y, x.Mask);
        }
    }
}
