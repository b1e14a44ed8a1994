using Valence.Initializers;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the convolutions.</summary>
internal static class ConvolutionLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<Conv1D>("Conv1D",
            c => new(c.Int("filters"), c.Size("kernel_size"), c.Activation("activation"), c.Bool("use_bias", true))
            {
                Groups = c.Int("groups", 1),
                KernelInitializer = c.Initializer("kernel_initializer", Initializer.GlorotUniform),
                KernelRegularizer = c.Regularizer("kernel_regularizer"),
                KernelConstraint = c.Constraint("kernel_constraint"),
                Strides = Size(c, "strides"),
                DilationRate = Size(c, "dilation_rate"),
                Padding = c.Choice("padding", Padding.Valid),
                DataFormat = c.Choice("data_format", DataFormat.ChannelsLast),
                BiasInitializer = c.Initializer("bias_initializer", Initializer.Zeros),
                BiasRegularizer = c.Regularizer("bias_regularizer"),
                BiasConstraint = c.Constraint("bias_constraint"),
            },
            (layer, c) => Write(layer, c).Set("filters", layer.Filters).Set("groups", layer.Groups)
                .Initializer("kernel_initializer", layer.KernelInitializer)
                .Regularizer("kernel_regularizer", layer.KernelRegularizer)
                .Constraint("kernel_constraint", layer.KernelConstraint)),

        LayerTable.Row<DepthwiseConv1D>("DepthwiseConv1D",
            c => new(c.Size("kernel_size"), c.Activation("activation"), c.Bool("use_bias", true))
            {
                DepthMultiplier = c.Int("depth_multiplier", 1),
                DepthwiseInitializer = c.Initializer("depthwise_initializer", Initializer.GlorotUniform),
                DepthwiseRegularizer = c.Regularizer("depthwise_regularizer"),
                DepthwiseConstraint = c.Constraint("depthwise_constraint"),
                Strides = Size(c, "strides"),
                DilationRate = Size(c, "dilation_rate"),
                Padding = c.Choice("padding", Padding.Valid),
                DataFormat = c.Choice("data_format", DataFormat.ChannelsLast),
                BiasInitializer = c.Initializer("bias_initializer", Initializer.Zeros),
                BiasRegularizer = c.Regularizer("bias_regularizer"),
                BiasConstraint = c.Constraint("bias_constraint"),
            },
            (layer, c) => Write(layer, c).Set("depth_multiplier", layer.DepthMultiplier)
                .Initializer("depthwise_initializer", layer.DepthwiseInitializer)
                .Regularizer("depthwise_regularizer", layer.DepthwiseRegularizer)
                .Constraint("depthwise_constraint", layer.DepthwiseConstraint)),

        LayerTable.Row<SeparableConv1D>("SeparableConv1D",
            c => new(c.Int("filters"), c.Size("kernel_size"), c.Activation("activation"), c.Bool("use_bias", true))
            {
                DepthMultiplier = c.Int("depth_multiplier", 1),
                DepthwiseInitializer = c.Initializer("depthwise_initializer", Initializer.GlorotUniform),
                DepthwiseRegularizer = c.Regularizer("depthwise_regularizer"),
                DepthwiseConstraint = c.Constraint("depthwise_constraint"),
                PointwiseInitializer = c.Initializer("pointwise_initializer", Initializer.GlorotUniform),
                PointwiseRegularizer = c.Regularizer("pointwise_regularizer"),
                PointwiseConstraint = c.Constraint("pointwise_constraint"),
                Strides = Size(c, "strides"),
                DilationRate = Size(c, "dilation_rate"),
                Padding = c.Choice("padding", Padding.Valid),
                DataFormat = c.Choice("data_format", DataFormat.ChannelsLast),
                BiasInitializer = c.Initializer("bias_initializer", Initializer.Zeros),
                BiasRegularizer = c.Regularizer("bias_regularizer"),
                BiasConstraint = c.Constraint("bias_constraint"),
            },
            (layer, c) => Write(layer, c).Set("filters", layer.Filters).Set("depth_multiplier", layer.DepthMultiplier)
                .Initializer("depthwise_initializer", layer.DepthwiseInitializer)
                .Regularizer("depthwise_regularizer", layer.DepthwiseRegularizer)
                .Constraint("depthwise_constraint", layer.DepthwiseConstraint)
                .Initializer("pointwise_initializer", layer.PointwiseInitializer)
                .Regularizer("pointwise_regularizer", layer.PointwiseRegularizer)
                .Constraint("pointwise_constraint", layer.PointwiseConstraint)),

        LayerTable.Row<Conv1DTranspose>("Conv1DTranspose",
            c => new(c.Int("filters"), c.Size("kernel_size"), c.Activation("activation"), c.Bool("use_bias", true))
            {
                OutputPadding = c.Has("output_padding") ? c.Size("output_padding") : null,
                KernelInitializer = c.Initializer("kernel_initializer", Initializer.GlorotUniform),
                KernelRegularizer = c.Regularizer("kernel_regularizer"),
                KernelConstraint = c.Constraint("kernel_constraint"),
                Strides = Size(c, "strides"),
                DilationRate = Size(c, "dilation_rate"),
                Padding = c.Choice("padding", Padding.Valid),
                DataFormat = c.Choice("data_format", DataFormat.ChannelsLast),
                BiasInitializer = c.Initializer("bias_initializer", Initializer.Zeros),
                BiasRegularizer = c.Regularizer("bias_regularizer"),
                BiasConstraint = c.Constraint("bias_constraint"),
            },
            (layer, c) => Write(layer, c).Set("filters", layer.Filters)
                .Set("output_padding", layer.OutputPadding is { } steps ? (int[])[steps] : null)
                .Initializer("kernel_initializer", layer.KernelInitializer)
                .Regularizer("kernel_regularizer", layer.KernelRegularizer)
                .Constraint("kernel_constraint", layer.KernelConstraint)),
    ];

    // Keras' sizes of one axis: 1 where the field is missing.
    private static int Size(ConfigReader config, string name) => config.Has(name) ? config.Size(name) : 1;

    private static ConfigWriter Write(Convolution layer, ConfigWriter config) => config
        .Set("kernel_size", (int[])[layer.KernelSize]).Set("strides", (int[])[layer.Strides])
        .Choice("padding", layer.Padding).Choice("data_format", layer.DataFormat)
        .Set("dilation_rate", (int[])[layer.DilationRate]).Activation("activation", layer.Activation)
        .Set("use_bias", layer.UseBias)
        .Initializer("bias_initializer", layer.BiasInitializer).Regularizer("bias_regularizer", layer.BiasRegularizer)
        .Constraint("bias_constraint", layer.BiasConstraint);
}
