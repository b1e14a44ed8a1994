using Valence.Graphs;
using Valence.Initializers;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the layers that nearly every model has.</summary>
internal static class CoreLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<Dense>("Dense",
            c => new(c.Int("units"), c.Activation("activation"), c.Bool("use_bias", true))
            {
                KernelInitializer = c.Initializer("kernel_initializer", Initializer.GlorotUniform),
                BiasInitializer = c.Initializer("bias_initializer", Initializer.Zeros),
                KernelRegularizer = c.Regularizer("kernel_regularizer"),
                BiasRegularizer = c.Regularizer("bias_regularizer"),
                KernelConstraint = c.Constraint("kernel_constraint"),
                BiasConstraint = c.Constraint("bias_constraint"),
            },
            (layer, c) => c.Set("units", layer.Units).Activation("activation", layer.Activation)
                .Set("use_bias", layer.UseBias)
                .Initializer("kernel_initializer", layer.KernelInitializer)
                .Initializer("bias_initializer", layer.BiasInitializer)
                .Regularizer("kernel_regularizer", layer.KernelRegularizer)
                .Regularizer("bias_regularizer", layer.BiasRegularizer)
                .Constraint("kernel_constraint", layer.KernelConstraint)
                .Constraint("bias_constraint", layer.BiasConstraint)),

        LayerTable.Row<Embedding>("Embedding",
            c => new(c.Int("input_dim"), c.Int("output_dim"), c.Bool("mask_zero", false))
            {
                EmbeddingsInitializer = c.Initializer("embeddings_initializer", Initializer.Uniform),
                EmbeddingsRegularizer = c.Regularizer("embeddings_regularizer"),
                EmbeddingsConstraint = c.Constraint("embeddings_constraint"),
            },
            (layer, c) => c.Set("input_dim", layer.InputDim).Set("output_dim", layer.OutputDim)
                .Initializer("embeddings_initializer", layer.EmbeddingsInitializer)
                .Regularizer("embeddings_regularizer", layer.EmbeddingsRegularizer)
                .Constraint("embeddings_constraint", layer.EmbeddingsConstraint).Set("mask_zero", layer.MaskZero)),

        LayerTable.Row<InputLayer>("InputLayer",
            c => new(c.Shape(c.Has("batch_shape") ? "batch_shape" : Keras2.BatchShape),
                KerasElementTypes.Read(c, "dtype"))
            {
                KerasType = KerasElementTypes.ReadKeras(c, "dtype"),
                Optional = c.Bool("optional", false),
            },
            (layer, c) => c.Set("batch_shape", layer.BatchShape).Set("dtype", KerasTypes.Name(layer.KerasType))
                .Set("sparse", false).Set("ragged", false).Set("optional", layer.Optional)),
    ];
}
