using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the parts of transformers, which Keras has not.</summary>
internal static class TransformerLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        Own("TransformerBlock", new TransformerBlock(1, 1), f => new(
            f.Need(d => d.NumHeads), f.Need(d => d.IntermediateDim), f.Of(d => d.Activation))
        {
            NormalizeFirst = f.Of(d => d.NormalizeFirst), NormalizeAttention = f.Of(d => d.NormalizeAttention),
            LayerNormEpsilon = f.Of(d => d.LayerNormEpsilon), UseNormOffset = f.Of(d => d.UseNormOffset),
            UseAttentionBias = f.Of(d => d.UseAttentionBias), UseFeedForwardBias = f.Of(d => d.UseFeedForwardBias),
            UseGate = f.Of(d => d.UseGate), UseCausalMask = f.Of(d => d.UseCausalMask),
            SlidingWindow = f.Of(d => d.SlidingWindow), RotaryTheta = f.Of(d => d.RotaryTheta),
            RelativeSpan = f.Of(d => d.RelativeSpan), RelativeFarthest = f.Of(d => d.RelativeFarthest),
            ScoresQueryDistance = f.Of(d => d.ScoresQueryDistance), ScoresKeyDistance = f.Of(d => d.ScoresKeyDistance),
            AttentionDropout = f.Of(d => d.AttentionDropout), DistanceDropout = f.Of(d => d.DistanceDropout),
            OutputDropout = f.Of(d => d.OutputDropout),
            IntermediateDropout = f.Of(d => d.IntermediateDropout),
            FeedForwardDropout = f.Of(d => d.FeedForwardDropout), Seed = f.Of(d => d.Seed, FieldKinds.Seed),
            KernelInitializer = f.Of(d => d.KernelInitializer),
        }),

        Own("TransformerEmbedding", new TransformerEmbedding(), f => new(
            f.Of(d => d.Positions), f.Of(d => d.Types))
        {
            PaddingId = f.Of(d => d.PaddingId), CountsFromPadding = f.Of(d => d.CountsFromPadding),
            Normalize = f.Of(d => d.Normalize), LayerNormEpsilon = f.Of(d => d.LayerNormEpsilon),
            UseNormOffset = f.Of(d => d.UseNormOffset), ClearMasked = f.Of(d => d.ClearMasked),
            Dropout = f.Of(d => d.Dropout), Seed = f.Of(d => d.Seed, FieldKinds.Seed),
            EmbeddingsInitializer = f.Of(d => d.EmbeddingsInitializer),
        }),

        Own("RelativeEmbedding", new RelativeEmbedding(1), f => new(
            f.Need(d => d.Span), f.Of(d => d.LayerNormEpsilon))
        {
            EmbeddingsInitializer = f.Of(d => d.EmbeddingsInitializer),
        }),
    ];

    private static KerasRow<Layer> Own<TLayer>(string className, TLayer prototype, Func<Fields<TLayer>, TLayer> fields)
        where TLayer : Layer => KerasRow<Layer>.Of(className, "valence", prototype, fields) with
        {
            RegisteredName = $"valence>{className}",
        };
}
