using System.Text.Json;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that nearly every model has.</summary>
internal static class CoreLayerRows
{
    private static FieldKind<Shape> Lengths { get; } = new((c, name) =>
        c.Get(name).ValueKind == JsonValueKind.Number ? [c.Int(name)] : c.Shape(name),
        (c, name, shape) => c.Set(name, shape));

    // Every floating-point type of the way back is computed in float32, as everything else.
    private static FieldKind<string?> FloatType { get; } = new((c, name) =>
    {
        if (KerasElementTypes.Read(c, name) != ElementType.Float32) throw c.Wrong(name, "a floating-point type");
        KerasPolicy.NoteFloat(c, c.Text(name));
        return null;
    }, (c, name, value) => c.Set(name, value));

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

        LayerTable.Row("Identity", new Layers.Identity(), _ => new()),

        LayerTable.Row("EinsumDense", new EinsumDense("ab,bc->ac", [1]), f => new(
            f.Unused(Lora).Need(d => d.Equation)!, f.Need(d => d.OutputShape, Lengths),
            f.Of(d => d.Activation), f.Of(d => d.BiasAxes))
        {
            KernelInitializer = f.Of(d => d.KernelInitializer), KernelRegularizer = f.Of(d => d.KernelRegularizer),
            KernelConstraint = f.Of(d => d.KernelConstraint), BiasInitializer = f.Of(d => d.BiasInitializer),
            BiasRegularizer = f.Of(d => d.BiasRegularizer), BiasConstraint = f.Of(d => d.BiasConstraint),
        }),

        LayerTable.Row("ReversibleEmbedding", new ReversibleEmbedding(1, 1), f => new(
            f.Unused(Lora).Only("reverse_dtype", null, FloatType)
                .Need(d => OwnInputDim(d), name: "input_dim"),
            f.Need(d => d.OutputDim), f.Of(d => d.TieWeights), f.Of(d => d.MaskZero))
        {
            Reverse = f.OfCalls(d => d.Reverse), LogitSoftCap = f.Of(d => d.LogitSoftCap),
            EmbeddingsInitializer = f.Of(d => d.EmbeddingsInitializer),
            EmbeddingsRegularizer = f.Of(d => d.EmbeddingsRegularizer),
            EmbeddingsConstraint = f.Of(d => d.EmbeddingsConstraint),
        }),
    ];

    /// <summary>What Keras notes of a low-rank adaptation, which ends when a model is saved.</summary>
    public static string[] Lora { get; } = ["lora_rank", "lora_alpha", "lora_enabled"];

    // Keras keeps the way back of another layer as a use of that layer.
    private static int OwnInputDim(ReversibleEmbedding layer) => layer.MakerOfWeights is null ? layer.InputDim
        : throw new ConfigException(layer.Name, "the way back of another layer, which Keras keeps as a use of that "
            + "layer, and this file as a layer of its own whose weights are no longer the same. Save the weights "
            + "alone, or use a layer with weights of its own");
}
