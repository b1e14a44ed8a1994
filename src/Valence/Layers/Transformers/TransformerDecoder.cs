using Valence.Operations;

namespace Valence.Layers;

/// <summary>KerasHub's transformer decoder (Vaswani et al., 2017): each step attends to the steps up to it, then to
/// those of an encoder where there is one, and goes through two affine maps, each with a sum and a
/// normalization.</summary>
/// <remarks>
/// Inputs <c>[decoder_sequence]</c> or <c>[decoder_sequence, encoder_sequence]</c>, and after them the masks
/// <c>decoder_padding_mask</c>, <c>decoder_attention_mask</c>, <c>encoder_padding_mask</c> and
/// <c>encoder_attention_mask</c>: sequences <c>[batch, time, features]</c>, steps that count (not 0) <c>[batch,
/// time]</c>, and pairs that may attend (not 0) <c>[batch, queries, keys]</c>. Output <c>[batch, time, features]</c>
/// of the decoder's sequence, with its own mask. Without a padding mask a sequence's own closes its steps as keys.
/// Whether there is an encoder is settled when the layer is built. Normalizations stand as in
/// <see cref="TransformerEncoder"/>. Integers count as the same floats.
/// Weights: those of one or two <see cref="MultiHeadAttention"/> of heads of <c>features / numHeads</c>, of a
/// <see cref="LayerNormalization"/> after each, and of two <see cref="Dense"/> with a third.
/// </remarks>
/// <param name="intermediateDim">The width between the two affine maps; at least 1.</param>
/// <param name="numHeads">The number of heads; from 1 to the number of features.</param>
/// <param name="dropout">The share of attention weights, and of the results of attentions and maps, set to 0 in
/// training; from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class TransformerDecoder(int intermediateDim, int numHeads, double dropout = 0, string? name = null)
    : TransformerLayer(intermediateDim, dropout, name)
{
    /// <summary>The number of heads.</summary>
    public int NumHeads { get; } = Require.AtLeast(1, numHeads);

    /// <summary>Whether normalizations stand before attentions and maps, and not after their sums.</summary>
    public bool NormalizeFirst { get; init; }

    /// <summary>Whether a step of the decoder attends to no later one, as it does by default; Keras takes it as an
    /// argument of the call.</summary>
    public bool UseCausalMask { get; init; } = true;

    /// <summary>What Keras' files say of the decoder's sequence: the shape that the layer was built for.</summary>
    internal Shape? DecoderSequenceShape { get; set; }

    /// <summary>The same of the encoder's; null where there is none.</summary>
    internal Shape? EncoderSequenceShape { get; set; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments { get; } =
        ["decoder_sequence", "encoder_sequence", "decoder_padding_mask", "decoder_attention_mask",
            "encoder_padding_mask", "encoder_attention_mask"];

    /// <inheritdoc/>
    public override int MostContinuedSteps => EncoderSequenceShape is null ? MostContinuedQueries : 0;

    /// <inheritdoc/>
    internal override int MostContinuedQueries => UseCausalMask && MapsKeepStepsApart ? int.MaxValue : 0;

    internal override bool LeavesArgumentsOut => true;

    internal override bool AsksForMasks => true;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        RequireInputs(inputs);
        var (input, features) = (inputs[0], inputs[0][2]);
        Shape? encoded = inputs.Length > 1 && inputs[1].Rank > 0 ? inputs[1] : null;
        var inner = new InnerLayerList(weights);
        var selfAttention = inner.Add("_self_attention_layer", Heads(features, UseCausalMask, "self_attention"),
            input, input);
        var selfSum = Sum(inner, "self_attention", input);
        var crossAttention = encoded is not { } sequence ? null
            : inner.Add("_cross_attention_layer", Heads(features, false, "cross_attention"), input, sequence);
        var crossSum = encoded is null ? null : Sum(inner, "cross_attention", input);
        var intermediate = inner.Add("_feedforward_intermediate_dense",
            Affine(IntermediateDim, Activation, "feedforward_intermediate_dense"), input);
        var output = inner.Add("_feedforward_output_dense", Affine(features, null, "feedforward_output_dense"),
            input.WithLast(IntermediateDim));
        var feedForwardSum = Sum(inner, "feedforward", input);
        Own(inner);
        (DecoderSequenceShape, EncoderSequenceShape) = (input, encoded);
        return Call;

        Values Call(Values x, CallContext call)
        {
            if (x.Count > 1 && x[1].Tensor.Shape.Rank > 0 != crossAttention is not null) throw OtherInputs();
            var h = call.Cast(x.Tensor, ElementType.Float32);
            var asked = selfSum.Before(h, call);
            var attended = MaskArguments.Attend(selfAttention, new(asked),
                new(asked, MaskArguments.Of(x, 2, call) ?? x.Mask), MaskArguments.Of(x, 3, call), call);
            h = selfSum.After(h, attended.Tensor, call);
            if (crossAttention is not null)
            {
                if (x.Count < 2) throw OtherInputs();
                attended = MaskArguments.Attend(crossAttention, new(crossSum!.Before(h, call)),
                    new(x[1].Tensor, MaskArguments.Of(x, 4, call) ?? x[1].Mask), MaskArguments.Of(x, 5, call), call);
                h = crossSum.After(h, attended.Tensor, call);
            }
            var between = intermediate(new Value(feedForwardSum.Before(h, call)), call);
            return new Value(feedForwardSum.After(h, output(between, call).Tensor, call), x.Mask);
        }
    }

    private void RequireInputs(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length is < 1 or > 6 || inputs[0].Rank != 3 || inputs[0][2] < NumHeads
            || inputs.Length > 1 && inputs[1].Rank is not (0 or 3))
            throw new ShapeException(Place, $"expected one or two sequences [batch, time, features], the first of at "
                + $"least as many features as {NumHeads} heads, and up to four masks, received {inputs.Length} inputs"
                + (inputs.Length > 0 ? $", first {inputs[0]}" : "") + (inputs.Length > 1 ? $" and {inputs[1]}" : ""));
        MaskArguments.Require(this, inputs, 2, 2);
        MaskArguments.Require(this, inputs, 3, 3);
        MaskArguments.Require(this, inputs, 4, 2);
        MaskArguments.Require(this, inputs, 5, 3);
        var hasEncoder = inputs.Length > 1 && inputs[1].Rank > 0;
        if (inputs.Length > 4 && !hasEncoder)
            throw new ShapeException(Place, "expected no masks of an encoder's sequence without that sequence");
        if (DecoderSequenceShape is not null && hasEncoder != EncoderSequenceShape is not null) throw OtherInputs();
    }

    private ShapeException OtherInputs() => new(Place, EncoderSequenceShape is null
        ? "expected the decoder's sequence alone, for which the layer was built, received an encoder's too"
        : "expected the decoder's and an encoder's sequence, for which the layer was built, received the first alone");

    private MultiHeadAttention Heads(int features, bool isCausal, string inner) =>
        new(NumHeads, features / NumHeads, dropout: Dropout, name: inner)
        {
            UseCausalMask = isCausal,
            KernelInitializer = KernelInitializer,
            BiasInitializer = BiasInitializer,
        };

    private ResidualSum Sum(InnerLayerList inner, string part, Shape input) => new(NormalizeFirst,
        inner.Add($"_{part}_layer_norm", Norm($"{part}_layer_norm"), input),
        inner.Add($"_{part}_dropout", new Dropout(Dropout, $"{part}_dropout"), input));
}
