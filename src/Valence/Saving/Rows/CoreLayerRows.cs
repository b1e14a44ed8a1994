using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that nearly every model has.</summary>
internal static class CoreLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("Dense", new Dense(1), f => new(
            f.Unused(Lora).Need(d => d.Units), f.Of(d => d.Activation), f.Of(d => d.UseBias))
        {
            KernelInitializer = f.Of(d => d.KernelInitializer), KernelRegularizer = f.Of(d => d.KernelRegularizer),
            KernelConstraint = f.Of(d => d.KernelConstraint), BiasInitializer = f.Of(d => d.BiasInitializer),
            BiasRegularizer = f.Of(d => d.BiasRegularizer), BiasConstraint = f.Of(d => d.BiasConstraint),
        }),

        LayerTable.Row("Embedding", new Embedding(1, 1), f => new(
            f.Unused(Lora).Need(d => d.InputDim), f.Need(d => d.OutputDim), f.Of(d => d.MaskZero))
        {
            EmbeddingsInitializer = f.Of(d => d.EmbeddingsInitializer),
            EmbeddingsRegularizer = f.Of(d => d.EmbeddingsRegularizer),
            EmbeddingsConstraint = f.Of(d => d.EmbeddingsConstraint),
        }),

        LayerTable.Row("InputLayer", new InputLayer([Shape.Unknown]), f => InputLayer.Of(
            f.Constant("sparse", false).Constant("ragged", false).Unused("input_tensor")
                .Need(d => d.BatchShape, also: Keras2.BatchShape),
            f.Of(d => d.KerasType, KerasElementTypes.Field, name: "dtype"), f.Of(d => d.Optional))),
    ];

    /// <summary>What Keras notes of a low-rank adaptation, which ends when a model is saved.</summary>
    public static string[] Lora { get; } = ["lora_rank", "lora_alpha", "lora_enabled"];
}
