using Valence.Initializers;
using Valence.Layers;
using Valence.Models;

namespace Valence.Pretrained;

/// <summary>The layers of an encoder and their graph, from ids to hidden states.</summary>
internal sealed class EncoderParts
{
    /// <param name="settings">What it is made of.</param>
    /// <param name="budget">What pays for weights and activations; null for an encoder of one's own.</param>
    /// <param name="idsAlone">Whether ids are its only input: what counts is told by them, and all types are
    /// 0.</param>
    public EncoderParts(EncoderSettings settings, ILayerBudget? budget, bool idsAlone = false)
    {
        Settings = settings;
        var initializer = new RandomNormal(0, settings.InitializerRange);
        Tokens = Paid(new ReversibleEmbedding(settings.VocabularySize, settings.EmbeddingSize, name: "token_embedding")
        {
            EmbeddingsInitializer = initializer,
        });
        Embedding = Paid(new TransformerEmbedding(settings.Positions, settings.Types, "embeddings")
        {
            PaddingId = settings.PaddingId,
            CountsFromPadding = settings.CountsFromPadding,
            Normalize = settings.NormalizeEmbedding,
            LayerNormEpsilon = settings.LayerNormEpsilon,
            UseNormOffset = settings.UseNormOffset,
            ClearMasked = settings.ClearMasked,
            Dropout = settings.EmbeddingDropout,
            EmbeddingsInitializer = initializer,
        });
        Projection = settings.EmbeddingSize == settings.HiddenSize ? null
            : Paid(new Dense(settings.HiddenSize, name: "embeddings_project") { KernelInitializer = initializer });
        Distances = settings.RelativeSpan is { } span
            ? Paid(new RelativeEmbedding(span, settings.LayerNormEpsilon, "distances")
            {
                EmbeddingsInitializer = initializer,
            }) : null;
        Blocks = [.. Enumerable.Range(0, settings.Layers).Select(i => Paid(Block(settings, i, initializer)))];
        FinalNorm = settings.NormalizeFirst
            ? Paid(new LayerNormalization(settings.LayerNormEpsilon, settings.UseNormOffset, name: "final_norm"))
            : null;
        Model = Graph(idsAlone);
        // Paid: graphs that are made of these layers later cost their maker's memory.
        foreach (var layer in Model.Layers) layer.Budget = null;

        TLayer Paid<TLayer>(TLayer layer) where TLayer : Layer
        {
            layer.Budget = budget;
            return layer;
        }
    }

    public EncoderSettings Settings { get; }

    public ReversibleEmbedding Tokens { get; }

    public TransformerEmbedding Embedding { get; }

    public Dense? Projection { get; }

    public RelativeEmbedding? Distances { get; }

    public IReadOnlyList<TransformerBlock> Blocks { get; }

    public LayerNormalization? FinalNorm { get; }

    /// <summary>The layers before block <paramref name="block"/>.</summary>
    public IEnumerable<Layer> Before(int block) =>
        ((Layer?[])[Tokens, Embedding, Projection, Distances]).OfType<Layer>().Concat(Blocks.Take(block));

    /// <summary>From ids to hidden states.</summary>
    public Functional Model { get; }

    private static TransformerBlock Block(EncoderSettings settings, int i, Initializer initializer)
    {
        var isLocal = settings.LocalLayers.Contains(i);
        return new(settings.Heads, settings.IntermediateSize, settings.Activation, $"block_{i}")
        {
            NormalizeFirst = settings.NormalizeFirst,
            NormalizeAttention = i > 0 || settings.NormalizeFirstAttention,
            LayerNormEpsilon = settings.LayerNormEpsilon,
            UseNormOffset = settings.UseNormOffset,
            UseAttentionBias = settings.UseAttentionBias,
            UseFeedForwardBias = settings.UseFeedForwardBias,
            UseGate = settings.UseGate,
            UseCausalMask = settings.UseCausalMask,
            SlidingWindow = isLocal ? settings.SlidingWindow : null,
            RotaryTheta = isLocal ? settings.LocalRotaryTheta : settings.RotaryTheta,
            RelativeSpan = settings.RelativeSpan,
            RelativeFarthest = settings.RelativeFarthest,
            ScoresQueryDistance = settings.ScoresQueryDistance,
            ScoresKeyDistance = settings.ScoresKeyDistance,
            AttentionDropout = settings.AttentionDropout,
            DistanceDropout = settings.DistanceDropout,
            OutputDropout = settings.OutputDropout,
            IntermediateDropout = settings.IntermediateDropout,
            FeedForwardDropout = settings.FeedForwardDropout,
            KernelInitializer = initializer,
        };
    }

    /// <summary>A model of these layers, from ids to hidden states.</summary>
    public Functional Graph(bool idsAlone)
    {
        List<SymbolicTensor> inputs = [Input("input_ids")];
        if (!idsAlone) inputs.Add(Input("attention_mask"));
        if (!idsAlone && Settings.Types > 1) inputs.Add(Input("token_type_ids"));
        var x = Embedding.Call([Tokens.Call(inputs[0]), .. inputs]);
        if (Projection is not null) x = Projection.Call(x);
        var distances = Distances?.Call(x);
        foreach (var block in Blocks) x = distances is null ? block.Call(x) : block.Call(x, distances);
        if (FinalNorm is not null) x = FinalNorm.Call(x);
        return new(Symbols.Of([.. inputs]), x, "encoder");

        static SymbolicTensor Input(string name) => Keras.Input(Shape.Unknown, ElementType.Int32, name);
    }
}
