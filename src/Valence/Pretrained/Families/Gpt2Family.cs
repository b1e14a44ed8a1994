using Valence.Layers;

namespace Valence.Pretrained;

/// <summary>GPT-2 (Radford et al., 2019): each step reads those before it and scores the next token.</summary>
internal sealed class Gpt2Family : EncoderFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["gpt2"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["GPT2"];

    /// <inheritdoc/>
    public override string Prefix => "transformer.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Buffers => [".attn.bias", ".attn.masked_bias"];

    /// <inheritdoc/>
    public override EncoderSettings Read(FamilyConfig config)
    {
        config.Only("add_cross_attention", false, "decoders of encoders are not supported");
        config.Only("scale_attn_weights", true, "attention without a scale is not supported");
        config.Only("scale_attn_by_inverse_layer_idx", false, "scales that differ between layers are not supported");
        config.Only("tie_word_embeddings", true, "a head of its own is not supported");
        // Precision of products on a GPU, and a head for choices among texts.
        config.Ignore("reorder_and_upcast_attn", "summary_activation", "summary_first_dropout",
            "summary_proj_to_labels", "summary_type", "summary_use_proj", "n_ctx", "pad_token_id");
        var hidden = config.Size("n_embd");
        var dropout = config.Rate("resid_pdrop", 0.1);
        return new()
        {
            VocabularySize = config.Size("vocab_size"),
            HiddenSize = hidden,
            EmbeddingSize = hidden,
            Layers = config.Size("n_layer"),
            Heads = config.Size("n_head"),
            IntermediateSize = config.Size("n_inner", 4 * hidden),
            Activation = config.Activation("activation_function", "gelu_new"),
            LayerNormEpsilon = config.Epsilon("layer_norm_epsilon", 1e-5),
            Positions = config.Size("n_positions", 1024),
            NormalizeEmbedding = false,
            NormalizeFirst = true,
            UseCausalMask = true,
            EmbeddingDropout = config.Rate("embd_pdrop", 0.1),
            AttentionDropout = config.Rate("attn_pdrop", 0.1),
            OutputDropout = dropout,
            FeedForwardDropout = dropout,
            InitializerRange = config.Number("initializer_range", 0.02, 0, 100),
        };
    }

    // The classifier of whole texts reads the last token, wherever it is: not supported.
    /// <inheritdoc/>
    public override HeadForm? SequenceHead(FamilyConfig config) => null;

    /// <inheritdoc/>
    public override HeadForm LanguageHead => HeadForm.Tied;

    /// <inheritdoc/>
    public override IEnumerable<TensorPlace> Places(EncoderParts parts) =>
    [
        .. TensorPlace.Table("wte", parts.Tokens, "embeddings"),
        .. TensorPlace.Table("wpe", parts.Embedding, "position_embeddings"),
        .. parts.Blocks.SelectMany((block, i) => BlockPlaces($"h.{i}", block)),
        .. TensorPlace.Norm("ln_f", parts.FinalNorm!),
    ];

    private static IEnumerable<TensorPlace> BlockPlaces(string name, Layer block) =>
    [
        .. TensorPlace.Norm($"{name}.ln_1", block, "attention_norm"),
        .. TensorPlace.Straight($"{name}.attn.c_attn", block, "query_dense", "key_dense", "value_dense"),
        .. TensorPlace.Straight($"{name}.attn.c_proj", block, "output_dense"),
        .. TensorPlace.Norm($"{name}.ln_2", block, "feedforward_norm"),
        .. TensorPlace.Straight($"{name}.mlp.c_fc", block, "intermediate_dense"),
        .. TensorPlace.Straight($"{name}.mlp.c_proj", block, "feedforward_dense"),
    ];
}
