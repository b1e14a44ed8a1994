using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of KerasHub's layers. They are known by their registered names alone: classes of users' own often have
/// the same plain names.</summary>
internal static class HubLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        Hub("TransformerEncoder", "transformer_encoder", new TransformerEncoder(1, 1), f => new(
            f.Need(d => d.IntermediateDim), f.Need(d => d.NumHeads), f.Of(d => d.Dropout))
        {
            Activation = f.Of(d => d.Activation), LayerNormEpsilon = f.Of(d => d.LayerNormEpsilon),
            KernelInitializer = f.Of(d => d.KernelInitializer), BiasInitializer = f.Of(d => d.BiasInitializer),
            KernelRegularizer = f.Given(d => d.KernelRegularizer), BiasRegularizer = f.Given(d => d.BiasRegularizer),
            NormalizeFirst = f.Of(d => d.NormalizeFirst),
            ReturnAttentionScores = f.OfCalls(d => d.ReturnAttentionScores),
        }),

        Hub("TransformerDecoder", "transformer_decoder", new TransformerDecoder(1, 1), f => new(
            f.Need(d => d.IntermediateDim), f.Need(d => d.NumHeads), f.Of(d => d.Dropout))
        {
            Activation = f.Of(d => d.Activation), LayerNormEpsilon = f.Of(d => d.LayerNormEpsilon),
            KernelInitializer = f.Of(d => d.KernelInitializer), BiasInitializer = f.Of(d => d.BiasInitializer),
            NormalizeFirst = f.Of(d => d.NormalizeFirst), UseCausalMask = f.OfCallsUnlessFalse(d => d.UseCausalMask),
            DecoderSequenceShape = f.Of(d => d.DecoderSequenceShape),
            EncoderSequenceShape = f.Of(d => d.EncoderSequenceShape),
        }),

        Hub("FNetEncoder", "f_net_encoder", new FNetEncoder(1), f => new(
            f.Need(d => d.IntermediateDim), f.Of(d => d.Dropout))
        {
            Activation = f.Of(d => d.Activation), LayerNormEpsilon = f.Of(d => d.LayerNormEpsilon),
            KernelInitializer = f.Of(d => d.KernelInitializer), BiasInitializer = f.Of(d => d.BiasInitializer),
        }),

        Hub("MaskedLMHead", "masked_lm_head", new MaskedLmHead(1), f => new(
            f.Need(d => (int?)d.VocabularySize), f.LayerOrNull(d => OwnEmbedding(d), name: "token_embedding"))
        {
            IntermediateActivation = f.Of(d => d.IntermediateActivation), Activation = f.Of(d => d.Activation),
            LayerNormEpsilon = f.Of(d => d.LayerNormEpsilon), KernelInitializer = f.Of(d => d.KernelInitializer),
            BiasInitializer = f.Of(d => d.BiasInitializer),
        }),

        Hub("PositionEmbedding", "position_embedding", new PositionEmbedding(1), f => new(
            f.Only("start_index", 0, EachFromStart, isWritten: false).Need(d => d.SequenceLength))
        {
            Initializer = f.Of(d => d.Initializer),
        }),

        Hub("SinePositionEncoding", "sine_position_encoding", new SinePositionEncoding(), f => new(
            f.Only("start_index", 0, EachFromStart, isWritten: false).Of(d => d.MaxWavelength))),

        // What only other ways of stretching positions use has no meaning beside the one that is here.
        Hub("RotaryEmbedding", "rotary_embedding", new RotaryEmbedding(), f => new(
            f.Only("start_index", 0, EachFromStart, isWritten: false)
                .Only("rope_type", "linear", "positions are divided by a factor, and stretched in no other way")
                .Only("denominator_dim", null, "wavelengths are counted over the features that are turned")
                .Constant("beta_fast", 32.0).Constant("beta_slow", 1.0)
                .Constant("original_max_position_embeddings", 4096).Constant("truncate", true)
                .Of(d => d.MaxWavelength), f.Of(d => d.ScalingFactor))
        {
            SequenceAxis = f.Of(d => d.SequenceAxis), FeatureAxis = f.Of(d => d.FeatureAxis),
        }),

        // KerasHub's own class of this name, from before Keras had one.
        CoreLayerRows.All.First(row => row.ClassName == "ReversibleEmbedding") with
        {
            RegisteredName = "keras_hub>ReversibleEmbedding",
        },
    ];

    private const string EachFromStart = "positions begin at 0";

    // Keras writes an embedding that a model uses elsewhere as two layers, and the weights once.
    private static ReversibleEmbedding? OwnEmbedding(MaskedLmHead layer) => layer.TokenEmbedding is not { IsUsed: true }
        ? layer.TokenEmbedding
        : throw new ConfigException(layer.Name, "a head with an embedding that the model uses elsewhere, which files "
            + "keep as a layer of its own whose weights are no longer the same. Save the weights alone, or use a head "
            + "with a kernel of its own");

    private static KerasRow<Layer> Hub<TLayer>(string className, string module, TLayer prototype,
        Func<Fields<TLayer>, TLayer> fields) where TLayer : Layer =>
        KerasRow<Layer>.Of(className, $"keras_hub.src.layers.modeling.{module}", prototype, fields) with
        {
            RegisteredName = $"keras_hub>{className}",
        };
}
