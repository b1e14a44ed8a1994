using Valence.Layers;

namespace Valence.Pretrained;

/// <summary>BERT (Devlin et al., 2018), and what RoBERTa and ELECTRA share with it.</summary>
internal class BertFamily : EncoderFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["bert"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["Bert"];

    /// <inheritdoc/>
    public override string Prefix => "bert.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Buffers => ["embeddings.position_ids", "embeddings.token_type_ids"];

    /// <inheritdoc/>
    public override EncoderSettings Read(FamilyConfig config)
    {
        config.Only("position_embedding_type", "absolute", "other positions are not supported");
        config.Only("is_decoder", false, "decoders are not supported");
        config.Only("add_cross_attention", false, "decoders are not supported");
        config.Ignore("tie_word_embeddings");
        var (hidden, dropout) = (config.Size("hidden_size"), config.Rate("hidden_dropout_prob", 0.1));
        return new()
        {
            VocabularySize = config.Size("vocab_size"),
            HiddenSize = hidden,
            EmbeddingSize = hidden,
            Layers = config.Size("num_hidden_layers"),
            Heads = config.Size("num_attention_heads"),
            IntermediateSize = config.Size("intermediate_size"),
            Activation = config.Activation("hidden_act", "gelu"),
            LayerNormEpsilon = config.Epsilon("layer_norm_eps", 1e-12),
            Positions = config.Size("max_position_embeddings", 512),
            PaddingId = config.Id("pad_token_id"),
            Types = config.Size("type_vocab_size", 2, least: 0),
            EmbeddingDropout = dropout,
            AttentionDropout = config.Rate("attention_probs_dropout_prob", 0.1),
            OutputDropout = dropout,
            FeedForwardDropout = dropout,
            HeadDropout = config.Rate("classifier_dropout", dropout),
            InitializerRange = config.Number("initializer_range", 0.02, 0, 100),
        };
    }

    /// <inheritdoc/>
    public override HeadForm SequenceHead(FamilyConfig config) => new()
    {
        Pooling = HeadPooling.First,
        Dense = "pooler.dense",
        DenseIsOfEncoder = true,
        Activation = Activations.Tanh,
    };

    /// <inheritdoc/>
    public override HeadForm? HiddenHead(FamilyConfig config) => HeadForm.OfHidden(
        "cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.bias",
        config.Activation("hidden_act", "gelu"));

    /// <inheritdoc/>
    public override IEnumerable<TensorPlace> Places(EncoderParts parts) =>
    [
        .. TensorPlace.Table("embeddings.word_embeddings", parts.Tokens, "embeddings"),
        .. TensorPlace.Table("embeddings.position_embeddings", parts.Embedding, "position_embeddings"),
        .. TensorPlace.Table("embeddings.token_type_embeddings", parts.Embedding, "type_embeddings"),
        .. TensorPlace.Norm("embeddings.LayerNorm", parts.Embedding, "norm"),
        .. parts.Projection is { } map ? TensorPlace.Linear("embeddings_project", map) : [],
        .. parts.Blocks.SelectMany((block, i) => BlockPlaces($"encoder.layer.{i}", block)),
    ];

    /// <summary>The weights of a block.</summary>
    protected virtual string Projection(string name) => name;

    private IEnumerable<TensorPlace> BlockPlaces(string name, Layer block) =>
    [
        .. TensorPlace.Linear($"{name}.attention.self.{Projection("query")}", block, "query_dense"),
        .. TensorPlace.Linear($"{name}.attention.self.{Projection("key")}", block, "key_dense"),
        .. TensorPlace.Linear($"{name}.attention.self.{Projection("value")}", block, "value_dense"),
        .. TensorPlace.Linear($"{name}.attention.output.dense", block, "output_dense"),
        .. TensorPlace.Norm($"{name}.attention.output.LayerNorm", block, "attention_norm"),
        .. TensorPlace.Linear($"{name}.intermediate.dense", block, "intermediate_dense"),
        .. TensorPlace.Linear($"{name}.output.dense", block, "feedforward_dense"),
        .. TensorPlace.Norm($"{name}.output.LayerNorm", block, "feedforward_norm"),
    ];
}
