
namespace Valence.Models;

/// <summary>Activations, pooling, convolution, normalization, attention and losses.</summary>
public static class NeuralOps
{
    extension(SymbolicTensor x)
    {
        /// <summary><c>max(x, 0)</c>.</summary>
        public SymbolicTensor Relu() => OperationUse.One("nn.Relu", x);

        /// <summary><c>min(max(x, 0), 6)</c>.</summary>
        public SymbolicTensor Relu6() => OperationUse.One("nn.Relu6", x);

        /// <summary><c>1 / (1 + e⁻ˣ)</c>.</summary>
        public SymbolicTensor Sigmoid() => OperationUse.One("nn.Sigmoid", x);

        /// <summary>0 below −1, 1 above 1, <c>(x + 1) / 2</c> between.</summary>
        public SymbolicTensor SparseSigmoid() => OperationUse.One("nn.SparseSigmoid", x);

        /// <summary><c>ln(1 + eˣ)</c>.</summary>
        public SymbolicTensor Softplus() => OperationUse.One("nn.Softplus", x);

        /// <summary><c>x / (1 + |x|)</c>.</summary>
        public SymbolicTensor Softsign() => OperationUse.One("nn.Softsign", x);

        /// <summary><c>x</c> drawn towards 0 by a threshold; 0 within it.</summary>
        public SymbolicTensor SoftShrink(double threshold = 0.5) =>
            OperationUse.One("nn.SoftShrink", [("threshold", (double?)threshold)], x);

        /// <summary>0 up to −1, <c>(x + 1)² / 4</c> up to 1, <c>x</c> above.</summary>
        public SymbolicTensor SparsePlus() => OperationUse.One("nn.SparsePlus", x);

        /// <summary><c>x</c> times its sigmoid.</summary>
        public SymbolicTensor Silu() => OperationUse.One("nn.Silu", x);

        /// <summary><c>(x + √(x² + b)) / 2</c>.</summary>
        public SymbolicTensor Squareplus(double b = 4) => OperationUse.One("nn.Squareplus", [("b", (double?)b)], x);

        /// <summary>The logarithm of the sigmoid.</summary>
        public SymbolicTensor LogSigmoid() => OperationUse.One("nn.LogSigmoid", x);

        /// <summary><c>x</c> where positive, a slope times x elsewhere.</summary>
        public SymbolicTensor LeakyRelu(double negativeSlope = 0.2) =>
            OperationUse.One("nn.LeakyRelu", [("negative_slope", (double?)negativeSlope)], x);

        /// <summary>0 below −3, 1 above 3, <c>x / 6 + 1 / 2</c> between.</summary>
        public SymbolicTensor HardSigmoid() => OperationUse.One("nn.HardSigmoid", x);

        /// <summary><c>x</c> times its hard sigmoid.</summary>
        public SymbolicTensor HardSilu() => OperationUse.One("nn.HardSilu", x);

        /// <summary><c>x</c> where positive, <c>alpha (eˣ − 1)</c> elsewhere.</summary>
        public SymbolicTensor Elu(double alpha = 1) => OperationUse.One("nn.Elu", [("alpha", (double?)alpha)], x);

        /// <summary>Scaled elu that keeps mean 0 and variance 1.</summary>
        public SymbolicTensor Selu() => OperationUse.One("nn.Selu", x);

        /// <summary><c>x Φ(x)</c>, approximated by tanh unless said otherwise.</summary>
        public SymbolicTensor Gelu(bool approximate = true) =>
            OperationUse.One("nn.Gelu", [("approximate", approximate)], x);

        /// <summary><c>max(x, 0) + alpha (e^(min(x, 0) / alpha) − 1)</c>.</summary>
        public SymbolicTensor Celu(double alpha = 1) => OperationUse.One("nn.Celu", [("alpha", (double?)alpha)], x);

        /// <summary>The first half of an axis times the sigmoid of the second.</summary>
        public SymbolicTensor Glu(int axis = -1) => OperationUse.One("nn.Glu", [("axis", axis)], x);

        /// <summary><c>x − tanh x</c>.</summary>
        public SymbolicTensor TanhShrink() => OperationUse.One("nn.TanhShrink", x);

        /// <summary><c>x</c> cut at −1 and 1.</summary>
        public SymbolicTensor HardTanh() => OperationUse.One("nn.HardTanh", x);

        /// <summary><c>x</c> where its magnitude exceeds a threshold, 0 elsewhere.</summary>
        public SymbolicTensor HardShrink(double threshold = 0.5) =>
            OperationUse.One("nn.HardShrink", [("threshold", (double?)threshold)], x);

        /// <summary><c>x</c> where it exceeds a threshold, another value elsewhere.</summary>
        public SymbolicTensor Threshold(double threshold, double defaultValue) =>
            OperationUse.One("nn.Threshold", [("threshold", (double?)threshold),
                ("default_value", (double?)defaultValue)], x);

        /// <summary>Exponentials of an axis divided by their sum.</summary>
        public SymbolicTensor Softmax(int axis = -1) => OperationUse.One("nn.Softmax", [("axis", axis)], x);

        /// <summary>The logarithm of the softmax.</summary>
        public SymbolicTensor LogSoftmax(int axis = -1) => OperationUse.One("nn.LogSoftmax", [("axis", axis)], x);

        /// <summary>Keras' sparsemax of an axis: <c>max(x − τ, 0)</c>.</summary>
        public SymbolicTensor Sparsemax(int axis = -1) => OperationUse.One("nn.Sparsemax", [("axis", axis)], x);

        /// <summary>The largest of each window of steps; <c>[batch, time, features]</c>.</summary>
        public SymbolicTensor MaxPool(int poolSize, int? strides = null, string padding = "valid") =>
            OperationUse.One("nn.MaxPool", [("pool_size", poolSize), ("strides", strides), ("padding", padding)], x);

        /// <summary>The mean of each window of steps; <c>[batch, time, features]</c>.</summary>
        public SymbolicTensor AveragePool(int poolSize, int? strides = null, string padding = "valid") =>
            OperationUse.One("nn.AveragePool", [("pool_size", poolSize), ("strides", strides),
                ("padding", padding)], x);

        /// <summary>The convolution of <c>[batch, time, channels]</c> with <c>[size, channels / groups,
        /// filters]</c>.</summary>
        public SymbolicTensor Conv(Term kernel, int strides = 1, string padding = "valid", int dilationRate = 1) =>
            OperationUse.One("nn.Conv", [("strides", strides), ("padding", padding),
                ("dilation_rate", dilationRate)], x, kernel);

        /// <summary>The convolution of each channel alone, kernel <c>[size, channels, multiplier]</c>.</summary>
        public SymbolicTensor DepthwiseConv(Term kernel, int strides = 1, string padding = "valid",
            int dilationRate = 1) =>
            OperationUse.One("nn.DepthwiseConv", [("strides", strides), ("padding", padding),
                ("dilation_rate", dilationRate)], x, kernel);

        /// <summary>A convolution of each channel alone, then a mixture of channels.</summary>
        public SymbolicTensor SeparableConv(Term depthwiseKernel, Term pointwiseKernel, int strides = 1,
            string padding = "valid", int dilationRate = 1) =>
            OperationUse.One("nn.SeparableConv", [("strides", strides), ("padding", padding),
                ("dilation_rate", dilationRate)], x, depthwiseKernel, pointwiseKernel);

        /// <summary>The transposed convolution, kernel <c>[size, filters, channels]</c>.</summary>
        public SymbolicTensor ConvTranspose(Term kernel, int strides = 1, string padding = "valid",
            int? outputPadding = null, int dilationRate = 1) =>
            OperationUse.One("nn.ConvTranspose", [("strides", strides), ("padding", padding),
                ("output_padding", outputPadding), ("dilation_rate", dilationRate)], x, kernel);

        /// <summary><c>(x − mean) / √(variance + epsilon) · scale + offset</c> along an axis.</summary>
        public SymbolicTensor BatchNorm(Term mean, Term variance, int axis, Term offset = default,
            Term scale = default, double epsilon = 1e-3) =>
            OperationUse.One("nn.BatchNorm", [("axis", axis),
                ("epsilon", (double?)epsilon)], x, mean, variance, offset, scale);

        /// <summary><c>x</c> divided by its norm along an axis.</summary>
        public SymbolicTensor Normalize(int axis = -1, int order = 2, double? epsilon = null) =>
            OperationUse.One("nn.Normalize", [("axis", axis), ("order", order), ("epsilon", epsilon)], x);

        /// <summary><c>x</c> divided by the root of its mean square over axes, the last one where none is
        /// given.</summary>
        public SymbolicTensor RmsNorm(Term scale = default, Axes axis = default, double? epsilon = null) =>
            OperationUse.One("nn.RMSNorm", [("axis", axis.Argument is Argument.Nothing ? (Axes)(-1) : axis),
                ("epsilon", epsilon)], x, scale);

        /// <summary><c>x</c> less its mean, divided by its deviation over axes, the last one where none is
        /// given.</summary>
        public SymbolicTensor LayerNorm(Term gamma = default, Term beta = default, Axes axis = default,
            double? epsilon = null) =>
            OperationUse.One("nn.LayerNorm", [("axis", axis.Argument is Argument.Nothing ? (Axes)(-1) : axis),
                ("epsilon", epsilon)], x, gamma, beta);

        /// <summary>Attention of queries x <c>[batch, time, heads, features]</c>.</summary>
        public SymbolicTensor DotProductAttention(Term key, Term value, Term bias = default, Term mask = default,
            Term scale = default, bool isCausal = false) =>
            OperationUse.One("nn.DotProductAttention", [("is_causal", isCausal)], x, key, value, bias, mask, scale);

        /// <summary>The cross-entropy of targets x in [0, 1] and probabilities or logits, element by element.</summary>
        public SymbolicTensor BinaryCrossentropy(Term output, bool fromLogits = false) =>
            OperationUse.One("nn.BinaryCrossentropy", [("from_logits", fromLogits)], x, output);

        /// <summary>The cross-entropy of targets x and probabilities or logits of classes.</summary>
        public SymbolicTensor CategoricalCrossentropy(Term output, bool fromLogits = false, int axis = -1) =>
            OperationUse.One("nn.CategoricalCrossentropy", [("from_logits", fromLogits), ("axis", axis)], x, output);

        /// <summary>The cross-entropy of class numbers x and probabilities or logits of classes.</summary>
        public SymbolicTensor SparseCategoricalCrossentropy(Term output, bool fromLogits = false, int axis = -1) =>
            OperationUse.One("nn.SparseCategoricalCrossentropy", [("from_logits", fromLogits),
                ("axis", axis)], x, output);
    }
}
