using Valence.Initializers;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the attentions, and of the embedding that goes before them.</summary>
internal static class AttentionLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<MultiHeadAttention>("MultiHeadAttention",
            c => new(c.Int("num_heads"), c.Int("key_dim"), c.OptionalInt("value_dim"), c.Float("dropout", 0),
                c.Bool("use_bias", true))
            {
                OutputShape = OutputShape(c),
                AttentionAxes = c.Has("attention_axes") ? c.Ints("attention_axes") : null,
                UseGate = c.Bool("use_gate", false),
                SlidingWindow = c.OptionalInt("sliding_window"),
                UseCausalMask = c.Bool("use_causal_mask", false),
                ReturnAttentionScores = c.Bool("return_attention_scores", false),
                Seed = RegularizationLayerRows.Seed(c),
                KernelInitializer = c.Initializer("kernel_initializer", Initializer.GlorotUniform),
                BiasInitializer = c.Initializer("bias_initializer", Initializer.Zeros),
                KernelRegularizer = c.Regularizer("kernel_regularizer"),
                BiasRegularizer = c.Regularizer("bias_regularizer"),
                KernelConstraint = c.Constraint("kernel_constraint"),
                BiasConstraint = c.Constraint("bias_constraint"),
            },
            WriteMultiHead),

        Grouped("GroupQueryAttention"),

        // Keras' older files name the class as Python does.
        Grouped("GroupedQueryAttention"),

        LayerTable.Row<Attention>("Attention",
            c => new(c.Bool("use_scale", false), c.Choice("score_mode", AttentionScore.Dot), c.Float("dropout", 0))
            {
                UseCausalMask = c.Bool("use_causal_mask", false),
                ReturnAttentionScores = c.Bool("return_attention_scores", false),
                Seed = RegularizationLayerRows.Seed(c),
            },
            (layer, c) => Write(layer, c.Choice("score_mode", layer.ScoreMode))),

        LayerTable.Row<AdditiveAttention>("AdditiveAttention",
            c => new(c.Bool("use_scale", true), c.Float("dropout", 0))
            {
                UseCausalMask = c.Bool("use_causal_mask", false),
                ReturnAttentionScores = c.Bool("return_attention_scores", false),
                Seed = RegularizationLayerRows.Seed(c),
            },
            Write),

        TokenAndPosition,

        // KerasHub registers its classes under its own name; a config without that is found by the class' name.
        TokenAndPosition with { RegisteredName = null },
    ];

    private static KerasRow<Layer> Grouped(string className) => LayerTable.Row<GroupedQueryAttention>(className,
            c => new(c.Int("head_dim"), c.Int("num_query_heads"), c.Int("num_key_value_heads"), c.Float("dropout", 0),
                c.Bool("use_bias", true))
            {
                UseGate = c.Bool("use_gate", false),
                SlidingWindow = c.OptionalInt("sliding_window"),
                UseCausalMask = c.Bool("use_causal_mask", false),
                ReturnAttentionScores = c.Bool("return_attention_scores", false),
                Seed = RegularizationLayerRows.Seed(c),
                KernelInitializer = c.Initializer("kernel_initializer", Initializer.GlorotUniform),
                BiasInitializer = c.Initializer("bias_initializer", Initializer.Zeros),
                KernelRegularizer = c.Regularizer("kernel_regularizer"),
                BiasRegularizer = c.Regularizer("bias_regularizer"),
                KernelConstraint = c.Constraint("kernel_constraint"),
                BiasConstraint = c.Constraint("bias_constraint"),
            },
            (layer, c) => Write(layer, c.Set("head_dim", layer.HeadDim).Set("num_query_heads", layer.NumQueryHeads)
                .Set("num_key_value_heads", layer.NumKeyValueHeads)));

    private static KerasRow<Layer> TokenAndPosition => new("TokenAndPositionEmbedding",
        "keras_hub.src.layers.modeling.token_and_position_embedding", typeof(TokenAndPositionEmbedding),
        ReadTokenAndPosition, WriteTokenAndPosition)
    {
        RegisteredName = "keras_hub>TokenAndPositionEmbedding",
    };

    private static Shape? OutputShape(ConfigReader config) =>
        config.Has("output_shape") ? Shape.Create([.. config.Ints("output_shape")]) : null;

    private static void WriteMultiHead(MultiHeadAttention layer, ConfigWriter config)
    {
        config.Set("num_heads", layer.NumHeads).Set("key_dim", layer.KeyDim).Set("value_dim", layer.ValueDim);
        config.Set("output_shape", layer.OutputShape is { } shape ? shape.AsSpan().ToArray() : null)
            .Set("attention_axes", layer.KnownAxes);
        Write(layer, config);
    }

    private static void Write(ProjectedAttention layer, ConfigWriter config)
    {
        config.Set("dropout", layer.Dropout).Set("use_bias", layer.UseBias).Set("use_gate", layer.UseGate)
            .Set("sliding_window", layer.SlidingWindow)
            .Initializer("kernel_initializer", layer.KernelInitializer)
            .Initializer("bias_initializer", layer.BiasInitializer)
            .Regularizer("kernel_regularizer", layer.KernelRegularizer)
            .Regularizer("bias_regularizer", layer.BiasRegularizer)
            .Constraint("kernel_constraint", layer.KernelConstraint).Constraint("bias_constraint", layer.BiasConstraint)
            .Set("seed", layer.Seed);
        WriteCall(config, layer.UseCausalMask, layer.ReturnAttentionScores);
    }

    private static void Write(ScoredAttention layer, ConfigWriter config)
    {
        config.Set("use_scale", layer.UseScale).Set("dropout", layer.Dropout).Set("seed", layer.Seed);
        WriteCall(config, layer.UseCausalMask, layer.ReturnAttentionScores);
    }

    private static void WriteCall(ConfigWriter config, bool useCausalMask, bool returnAttentionScores)
    {
        if (useCausalMask) config.SetCall("use_causal_mask", true);
        if (returnAttentionScores) config.SetCall("return_attention_scores", true);
    }

    private static TokenAndPositionEmbedding ReadTokenAndPosition(ConfigReader config) =>
        new(config.Int("vocabulary_size"), config.Int("sequence_length"), config.Int("embedding_dim"),
            config.Bool("mask_zero", false))
        {
            EmbeddingsInitializer = config.Initializer("embeddings_initializer", Initializer.Uniform),
        };

    private static void WriteTokenAndPosition(Layer layer, ConfigWriter config)
    {
        var embedding = (TokenAndPositionEmbedding)layer;
        config.Set("vocabulary_size", embedding.VocabularySize).Set("sequence_length", embedding.SequenceLength)
            .Set("embedding_dim", embedding.EmbeddingDim)
            .Initializer("embeddings_initializer", embedding.EmbeddingsInitializer).Set("tie_weights", true)
            .Set("mask_zero", embedding.MaskZero);
    }
}
