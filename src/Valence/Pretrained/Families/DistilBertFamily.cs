using Valence.Layers;

namespace Valence.Pretrained;

/// <summary>DistilBERT (Sanh et al., 2019): BERT without types and pooler, under other names.</summary>
internal sealed class DistilBertFamily : EncoderFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["distilbert"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["DistilBert"];

    /// <inheritdoc/>
    public override string Prefix => "distilbert.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Buffers => ["embeddings.position_ids"];

    /// <inheritdoc/>
    public override EncoderSettings Read(FamilyConfig config)
    {
        // Counted positions are a first value: files hold the vectors.
        config.Ignore("sinusoidal_pos_embds", "qa_dropout", "tie_weights_", "tie_word_embeddings");
        config.Only("is_decoder", false, "decoders are not supported");
        var (hidden, dropout) = (config.Size("dim"), config.Rate("dropout", 0.1));
        return new()
        {
            VocabularySize = config.Size("vocab_size"),
            HiddenSize = hidden,
            EmbeddingSize = hidden,
            Layers = config.Size("n_layers"),
            Heads = config.Size("n_heads"),
            IntermediateSize = config.Size("hidden_dim"),
            Activation = config.Activation("activation", "gelu"),
            LayerNormEpsilon = 1e-12,
            Positions = config.Size("max_position_embeddings", 512),
            PaddingId = config.Id("pad_token_id"),
            EmbeddingDropout = dropout,
            AttentionDropout = config.Rate("attention_dropout", 0.1),
            FeedForwardDropout = dropout,
            HeadDropout = config.Rate("seq_classif_dropout", 0.2),
            InitializerRange = config.Number("initializer_range", 0.02, 0, 100),
        };
    }

    /// <inheritdoc/>
    public override HeadForm SequenceHead(FamilyConfig config) => new()
    {
        Pooling = HeadPooling.First,
        Dense = "pre_classifier",
        Activation = Activations.Relu,
    };

    /// <inheritdoc/>
    public override HeadForm HiddenHead(FamilyConfig config) => HeadForm.OfHidden("vocab_transform",
        "vocab_layer_norm", "vocab_projector.bias", config.Activation("activation", "gelu"));

    /// <inheritdoc/>
    public override HeadForm TokenHead(FamilyConfig config) => HeadForm.EachStep with { DropsAsEmbedding = true };

    /// <inheritdoc/>
    public override IEnumerable<TensorPlace> Places(EncoderParts parts) =>
    [
        .. TensorPlace.Table("embeddings.word_embeddings", parts.Tokens, "embeddings"),
        .. TensorPlace.Table("embeddings.position_embeddings", parts.Embedding, "position_embeddings"),
        .. TensorPlace.Norm("embeddings.LayerNorm", parts.Embedding, "norm"),
        .. parts.Blocks.SelectMany((block, i) => BlockPlaces($"transformer.layer.{i}", block)),
    ];

    private static IEnumerable<TensorPlace> BlockPlaces(string name, Layer block) =>
    [
        .. TensorPlace.Linear($"{name}.attention.q_lin", block, "query_dense"),
        .. TensorPlace.Linear($"{name}.attention.k_lin", block, "key_dense"),
        .. TensorPlace.Linear($"{name}.attention.v_lin", block, "value_dense"),
        .. TensorPlace.Linear($"{name}.attention.out_lin", block, "output_dense"),
        .. TensorPlace.Norm($"{name}.sa_layer_norm", block, "attention_norm"),
        .. TensorPlace.Linear($"{name}.ffn.lin1", block, "intermediate_dense"),
        .. TensorPlace.Linear($"{name}.ffn.lin2", block, "feedforward_dense"),
        .. TensorPlace.Norm($"{name}.output_layer_norm", block, "feedforward_norm"),
    ];
}
