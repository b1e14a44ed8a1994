using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the attentions, and of the embedding that goes before them.</summary>
internal static class AttentionLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("MultiHeadAttention", new MultiHeadAttention(1, 1), f => new(
            f.Unused("flash_attention").Need(d => d.NumHeads), f.Need(d => d.KeyDim), f.Given(d => (int?)d.ValueDim),
            f.Of(d => d.Dropout), f.Of(d => d.UseBias))
        {
            OutputShape = f.Of(d => d.OutputShape, Lengths),
            AttentionAxes = f.Of(d => d.KnownAxes, IntsOrNull, name: "attention_axes"),
            UseGate = f.Of(d => d.UseGate), SlidingWindow = f.Of(d => d.SlidingWindow),
            UseCausalMask = f.OfCalls(d => d.UseCausalMask),
            ReturnAttentionScores = f.OfCalls(d => d.ReturnAttentionScores), Seed = f.Of(d => d.Seed, FieldKinds.Seed),
            KernelInitializer = f.Of(d => d.KernelInitializer), KernelRegularizer = f.Of(d => d.KernelRegularizer),
            KernelConstraint = f.Of(d => d.KernelConstraint), BiasInitializer = f.Of(d => d.BiasInitializer),
            BiasRegularizer = f.Of(d => d.BiasRegularizer), BiasConstraint = f.Of(d => d.BiasConstraint),
        }),

        Grouped("GroupQueryAttention"),

        // The class has this name in Keras' older files.
        Grouped("GroupedQueryAttention"),

        LayerTable.Row("Attention", new Attention(), f => new(
            f.Of(d => d.UseScale), f.Of(d => d.ScoreMode), f.Of(d => d.Dropout))
        {
            UseCausalMask = f.OfCalls(d => d.UseCausalMask),
            ReturnAttentionScores = f.OfCalls(d => d.ReturnAttentionScores), Seed = f.Of(d => d.Seed, FieldKinds.Seed),
        }),

        LayerTable.Row("AdditiveAttention", new AdditiveAttention(), f => new(
            f.Of(d => d.UseScale), f.Of(d => d.Dropout))
        {
            UseCausalMask = f.OfCalls(d => d.UseCausalMask),
            ReturnAttentionScores = f.OfCalls(d => d.ReturnAttentionScores), Seed = f.Of(d => d.Seed, FieldKinds.Seed),
        }),

        TokenAndPosition with { RegisteredName = "keras_hub>TokenAndPositionEmbedding" },

        // KerasHub registers its classes under its own name; a config without that is found by the class' name.
        TokenAndPosition,
    ];

    private static KerasRow<Layer> TokenAndPosition => KerasRow<Layer>.Of("TokenAndPositionEmbedding",
        "keras_hub.src.layers.modeling.token_and_position_embedding", new TokenAndPositionEmbedding(1, 1, 1), f => new(
            f.Constant("tie_weights", true).Need(d => d.VocabularySize), f.Need(d => d.SequenceLength),
            f.Need(d => d.EmbeddingDim), f.Of(d => d.MaskZero))
        {
            EmbeddingsInitializer = f.Of(d => d.EmbeddingsInitializer),
        });

    private static KerasRow<Layer> Grouped(string className) =>
        LayerTable.Row(className, new GroupedQueryAttention(1, 1, 1), f => new(
            f.Unused("flash_attention").Need(d => d.HeadDim), f.Need(d => d.NumQueryHeads),
            f.Need(d => d.NumKeyValueHeads), f.Of(d => d.Dropout), f.Of(d => d.UseBias))
        {
            UseGate = f.Of(d => d.UseGate),
            SlidingWindow = f.Of(d => d.SlidingWindow),
            UseCausalMask = f.OfCalls(d => d.UseCausalMask),
            ReturnAttentionScores = f.OfCalls(d => d.ReturnAttentionScores),
            Seed = f.Of(d => d.Seed, FieldKinds.Seed),
            KernelInitializer = f.Of(d => d.KernelInitializer),
            KernelRegularizer = f.Of(d => d.KernelRegularizer),
            KernelConstraint = f.Of(d => d.KernelConstraint),
            BiasInitializer = f.Of(d => d.BiasInitializer),
            BiasRegularizer = f.Of(d => d.BiasRegularizer),
            BiasConstraint = f.Of(d => d.BiasConstraint),
        });

    private static FieldKind<IReadOnlyList<int>?> IntsOrNull { get; } = new((c, name) => c.Ints(name),
        (c, name, values) => c.Set(name, values))
    { OfNull = () => null };

    private static FieldKind<Shape?> Lengths { get; } = new((c, name) => Shape.Create([.. c.Ints(name)]),
        (c, name, shape) => c.Set(name, shape?.AsSpan().ToArray()))
    { OfNull = () => null };
}
