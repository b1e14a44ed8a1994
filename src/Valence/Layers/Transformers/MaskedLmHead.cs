using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>KerasHub's head for masked words: scores of all tokens for the steps at the given positions.</summary>
/// <remarks>
/// Inputs <c>[inputs, mask_positions]</c>: a sequence <c>[batch, time, features]</c> and positions <c>[batch,
/// masks]</c> from 0 to <c>time − 1</c>; output <c>[batch, masks, vocabularySize]</c>: <c>activation(norm(
/// intermediateActivation(dense(x))) · kernel + bias)</c>. A mask ends here.
/// Weights: <c>output_kernel [features, vocabularySize]</c>, in the place of which the table of
/// <see cref="TokenEmbedding"/> stands where there is one, <c>output_bias [vocabularySize]</c>, and those of a
/// <see cref="Dense"/> and a <see cref="LayerNormalization"/>.
/// </remarks>
/// <param name="vocabularySize">The number of tokens, at least 1; may be null where there is an embedding.</param>
/// <param name="tokenEmbedding">An embedding of tokens whose table scores them (Press and Wolf, 2016); null for a
/// kernel of the layer's own.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentException">Neither is given, both have different numbers of tokens, or the embedding is in
/// reverse.</exception>
public sealed class MaskedLmHead(int? vocabularySize = null, ReversibleEmbedding? tokenEmbedding = null,
    string? name = null) : Layer(name)
{
    private const string Embedding = "token_embedding";

    private IReadOnlyList<(string Name, Layer Layer)> _parts = [];

    /// <inheritdoc/>
    public override string KerasName => "MaskedLMHead";

    /// <summary>The number of tokens.</summary>
    public int VocabularySize { get; } = SizeOf(vocabularySize, tokenEmbedding);

    /// <summary>The embedding whose table scores tokens; null for a kernel of the layer's own.</summary>
    public ReversibleEmbedding? TokenEmbedding { get; } = tokenEmbedding;

    /// <summary>The function of the map before the scores, <see cref="Activations.Relu"/> by default; the identity
    /// when null.</summary>
    public ActivationFunction? IntermediateActivation { get; init; } = Activations.Relu;

    /// <summary>The function of the scores; the identity when null.</summary>
    public ActivationFunction? Activation { get; init; }

    /// <summary>Added to the variance in the normalization.</summary>
    public double LayerNormEpsilon
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(LayerNormEpsilon));
    } = 1e-5;

    /// <summary>What kernels hold at first.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>What biases hold at first.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments { get; } = ["inputs", "mask_positions"];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Layer Layer)> Parts => IsBuilt ? _parts
        : TokenEmbedding is null ? [] : [(Embedding, TokenEmbedding)];

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        (IntermediateActivation?.KeepsRowsApart(inputs[0]) ?? true)
        && (Activation?.KeepsRowsApart(inputs[0].WithLast(VocabularySize)) ?? true);

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs is not [{ Rank: 3 } input, { Rank: 2 }])
            throw new ShapeException(Place, "expected [batch, time, features] and positions [batch, masks], received "
                + $"{inputs.Length} inputs" + (inputs.Length > 1 ? $", {inputs[0]} and {inputs[1]}" : ""));
        var features = TokenEmbedding?.OutputDim ?? input[2];
        var found = input.WithLast(features);
        var kernel = TokenEmbedding is null
            ? weights.Add("output_kernel", [features, VocabularySize], KernelInitializer) : null;
        var bias = weights.Add("output_bias", [VocabularySize], BiasInitializer);
        var inner = new InnerLayerList(weights);
        ValueForward? scores = null;
        if (TokenEmbedding is not null)
        {
            inner.Add(Embedding, TokenEmbedding, [Shape.Unknown, Shape.Unknown]);
            scores = weights.Child(Embedding, TokenEmbedding.Reversed(), found);
        }
        var intermediate = inner.Add("_intermediate_dense",
            new Dense(features, IntermediateActivation, name: "intermediate_dense")
            {
                KernelInitializer = KernelInitializer,
                BiasInitializer = BiasInitializer,
            }, input);
        var norm = inner.Add("_intermediate_layer_norm",
            new LayerNormalization(LayerNormEpsilon, name: "intermediate_layer_norm"), found);
        _parts = inner.Parts;
        return (x, call) =>
        {
            var steps = Taken(call.Cast(x[0].Tensor, ElementType.Float32), call.Ids(x[1].Tensor), call);
            var h = norm(intermediate(new Value(steps), call), call);
            var y = scores is null ? call.Affine(h.Tensor, kernel!.Value, bias.Value)
                : call.Add(scores(h, call).Tensor, bias.Value);
            return Activation is null ? y : Activation.Apply(call, y);
        };
    }

    // The steps [batch, masks, features] at the positions, which stand in each feature's row once.
    private static Tensor Taken(Tensor x, Tensor positions, CallContext call)
    {
        var (batch, features, masks) = (x.Shape[0], x.Shape[2], positions.Shape[1]);
        var all = call.Add(call.Reshape(positions, [positions.Shape[0], 1, masks]),
            call.FilledIntegers([batch, features, masks], 0));
        return call.Transpose(call.Run(TakeAlong.Instance, call.Transpose(x, 0, 2, 1), all), 0, 2, 1);
    }

    private static int SizeOf(int? vocabularySize, ReversibleEmbedding? tokenEmbedding)
    {
        if (tokenEmbedding is null)
            return Require.AtLeast(1, vocabularySize ?? throw new ArgumentException("Expected a number of tokens or an "
                + "embedding of tokens, received neither.", nameof(vocabularySize)), nameof(vocabularySize));
        if (tokenEmbedding.Reverse)
            throw new ArgumentException("Expected an embedding from ids to vectors, received one in reverse.",
                nameof(tokenEmbedding));
        if (vocabularySize is { } size && size != tokenEmbedding.InputDim)
            throw new ArgumentException($"Expected as many tokens as the embedding's {tokenEmbedding.InputDim}, "
                + $"received {size}.", nameof(vocabularySize));
        return tokenEmbedding.InputDim;
    }
}
