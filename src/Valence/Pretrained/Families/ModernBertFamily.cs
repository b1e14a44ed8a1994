using Valence.Layers;

namespace Valence.Pretrained;

/// <summary>ModernBERT (Warner et al., 2024): rotary positions, gates, normalizations before, and windows in most
/// blocks.</summary>
internal sealed class ModernBertFamily : EncoderFamily
{
    private const string Full = "full_attention", Sliding = "sliding_attention";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["modernbert"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["ModernBert"];

    /// <inheritdoc/>
    public override string Prefix => "model.";

    /// <inheritdoc/>
    public override EncoderSettings Read(FamilyConfig config)
    {
        // Of the head for masked tokens, of first values, and of how PyTorch runs it.
        config.Ignore("decoder_bias", "deterministic_flash_attn", "initializer_cutoff_factor", "reference_compile",
            "repad_logits_with_grad", "sparse_pred_ignore_index", "sparse_prediction", "tie_word_embeddings",
            "position_embedding_type", "max_position_embeddings", "layer_norm_eps");
        var hidden = config.Size("hidden_size");
        var layers = config.Size("num_hidden_layers");
        var dropout = config.Rate("mlp_dropout", 0);
        var attention = config.Rate("attention_dropout", 0);
        return new()
        {
            VocabularySize = config.Size("vocab_size"),
            HiddenSize = hidden,
            EmbeddingSize = hidden,
            Layers = layers,
            Heads = config.Size("num_attention_heads"),
            IntermediateSize = config.Size("intermediate_size"),
            Activation = config.Activation("hidden_activation", "gelu"),
            LayerNormEpsilon = config.Epsilon("norm_eps", 1e-5),
            PaddingId = config.Id("pad_token_id"),
            NormalizeFirst = true,
            NormalizeFirstAttention = false,
            UseNormOffset = config.Truth("norm_bias", false),
            UseAttentionBias = config.Truth("attention_bias", false),
            UseFeedForwardBias = config.Truth("mlp_bias", false),
            UseGate = true,
            RotaryTheta = Theta(config, Full, "global_rope_theta", 160_000),
            LocalRotaryTheta = Theta(config, Sliding, "local_rope_theta", 10_000),
            SlidingWindow = config.Size("local_attention", 128) / 2 + 1,
            LocalLayers = LocalLayers(config, layers),
            EmbeddingDropout = config.Rate("embedding_dropout", 0),
            AttentionDropout = attention,
            OutputDropout = attention,
            IntermediateDropout = dropout,
            HeadDropout = config.Rate("classifier_dropout", 0),
            InitializerRange = config.Number("initializer_range", 0.02, 0, 100),
        };
    }

    /// <inheritdoc/>
    public override HeadForm SequenceHead(FamilyConfig config) => new()
    {
        Pooling = config.Text("classifier_pooling", "cls") switch
        {
            "cls" => HeadPooling.First,
            "mean" => HeadPooling.Mean,
            _ => throw config.Wrong("classifier_pooling", "'cls' or 'mean'"),
        },
        Dense = "head.dense",
        DenseUsesBias = config.Truth("classifier_bias", false),
        Activation = config.Activation("classifier_activation", "gelu"),
        Norm = "head.norm",
    };

    /// <inheritdoc/>
    public override HeadForm TokenHead(FamilyConfig config) =>
        SequenceHead(config) with { Pooling = HeadPooling.EachStep };

    /// <inheritdoc/>
    public override IEnumerable<TensorPlace> Places(EncoderParts parts) =>
    [
        .. TensorPlace.Table("embeddings.tok_embeddings", parts.Tokens, "embeddings"),
        .. TensorPlace.Norm("embeddings.norm", parts.Embedding, "norm"),
        .. parts.Blocks.SelectMany((block, i) => BlockPlaces($"layers.{i}", block)),
        .. TensorPlace.Norm("final_norm", parts.FinalNorm!),
    ];

    private static IEnumerable<TensorPlace> BlockPlaces(string name, Layer block) =>
    [
        .. TensorPlace.Norm($"{name}.attn_norm", block, "attention_norm"),
        .. TensorPlace.Linear($"{name}.attn.Wqkv", block, "query_dense", "key_dense", "value_dense"),
        .. TensorPlace.Linear($"{name}.attn.Wo", block, "output_dense"),
        .. TensorPlace.Norm($"{name}.mlp_norm", block, "feedforward_norm"),
        .. TensorPlace.Linear($"{name}.mlp.Wi", block, "intermediate_dense", "gate_dense"),
        .. TensorPlace.Linear($"{name}.mlp.Wo", block, "feedforward_dense"),
    ];

    // Older files have one field for each kind of layer.
    private static double Theta(FamilyConfig config, string kind, string older, double missing)
    {
        var plain = config.Number(older, missing, 1, float.MaxValue);
        if (config.Object("rope_parameters") is not { } both) return plain;
        both.Ignore(Full, Sliding);
        both.RequireAllKnown();
        if (both.Object(kind) is not { } rope) return plain;
        rope.Only("rope_type", "default", "other rotary positions are not supported");
        var theta = rope.Number("rope_theta", plain, 1, float.MaxValue);
        rope.RequireAllKnown();
        return theta;
    }

    private static IReadOnlyList<int> LocalLayers(FamilyConfig config, int layers)
    {
        var every = config.Size("global_attn_every_n_layers", 3);
        if (config.Texts("layer_types") is not { } kinds)
            return [.. Enumerable.Range(0, layers).Where(i => i % every != 0)];
        if (kinds.Count != layers || kinds.Any(kind => kind is not (Full or Sliding)))
            throw config.Wrong("layer_types", $"'{Full}' or '{Sliding}' for each of {layers} layers");
        return [.. Enumerable.Range(0, layers).Where(i => kinds[i] == Sliding)];
    }
}
