using Valence.Layers;
using Valence.Operations;
using static Valence.Models.KerasOperation;

namespace Valence.Models;

/// <summary>The rows of Keras' module <c>nn</c>: activations, pooling, convolution, normalization, attention and
/// losses.</summary>
internal static class NeuralRows
{
    private const float Epsilon = 1e-7f;

    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        Activation("Relu", Activations.Relu), Activation("Relu6", Activations.Relu6),
        Activation("Sigmoid", Activations.Sigmoid), Activation("SparseSigmoid", Activations.SparseSigmoid),
        Activation("Softplus", Activations.Softplus), Activation("Softsign", Activations.Softsign),
        Activation("SparsePlus", Activations.SparsePlus), Activation("Silu", Activations.Silu),
        Activation("LogSigmoid", Activations.LogSigmoid), Activation("HardSigmoid", Activations.HardSigmoid),
        Activation("HardSilu", Activations.HardSilu), Activation("Selu", Activations.Selu),
        Activation("TanhShrink", Activations.TanhShrink), Activation("HardTanh", Activations.HardTanh),
        Of("activations.Mish(x)", o => OfFloats(o, x => Activations.Mish.Apply(o.Call, x))),
        Of("activations.ReLU(x; negative_slope, max_value, threshold)", o => OfFloats(o, x => Rectified(o, x))),
        Function("SoftShrink(x; threshold)",
            (o, x) => o.Call.SoftShrink(x, (float)o.Number("threshold", 0.5))),
        Function("HardShrink(x; threshold)",
            (o, x) => o.Call.HardShrink(x, (float)o.Number("threshold", 0.5))),
        Function("Squareplus(x; b)", (o, x) => o.Call.Scale(o.Call.Add(x, o.Call.Sqrt(o.Call.Shift(
            o.Call.Square(x), (float)o.Number("b", 4)))), 0.5f)),
        Function("LeakyRelu(x; negative_slope)",
            (o, x) => o.Call.LeakyRelu(x, (float)o.Number("negative_slope", 0.2))),
        Function("Elu(x; alpha)", (o, x) => o.Call.Elu(x, (float)o.Number("alpha", 1))),
        Function("Celu(x; alpha)", (o, x) => o.Call.Celu(x, (float)o.Number("alpha", 1))),
        Function("Gelu(x; approximate)", (o, x) => o.Call.Gelu(x, o.Bool("approximate", true))),
        Function("Threshold(x; threshold, default_value)", (o, x) => o.Call.Threshold(x,
            (float)o.Number("threshold"), (float)o.Number("default_value"))),
        Function("Glu(x; axis)", (o, x) => OnAxis(o, x, (call, y) => call.Glu(y))),
        Function("Softmax(x; axis)", (o, x) => OnAxis(o, x, (call, y) => call.Softmax(y))),
        Function("LogSoftmax(x; axis)", (o, x) => OnAxis(o, x, (call, y) => call.LogSoftmax(y))),
        Function("Sparsemax(x; axis)", (o, x) => OnAxis(o, x, (call, y) => call.Sparsemax(y))),
        Function("MaxPool(inputs; pool_size, strides, padding, data_format)",
            (o, x) => Pooled(o, x, window => new MaxPool1D(window))),
        Function("AveragePool(inputs; pool_size, strides, padding, data_format)",
            (o, x) => Pooled(o, x, window => new AveragePool1D(window))),
        Function("Conv(inputs, kernel; strides, padding, data_format, dilation_rate)",
            (o, x) => WithFeaturesLast(o, x, y => Convolved(o, y, o.OnlyFloats(o["kernel"]).Tensor))),
        Function("DepthwiseConv(inputs, kernel; strides, padding, data_format, dilation_rate)",
            (o, x) => WithFeaturesLast(o, x, y => Depthwise(o, y, o.OnlyFloats(o["kernel"]).Tensor))),
        Function("SeparableConv(inputs, depthwise_kernel, pointwise_kernel; strides, padding, data_format, "
            + "dilation_rate)", (o, x) => WithFeaturesLast(o, x, y => o.Call.Run(new Conv1DOperation(new(1)),
                Depthwise(o, y, o.OnlyFloats(o["depthwise_kernel"]).Tensor),
                o.OnlyFloats(o["pointwise_kernel"]).Tensor))),
        Function("ConvTranspose(inputs, kernel; strides, padding, output_padding, data_format, dilation_rate)",
            (o, x) => WithFeaturesLast(o, x, y => o.Call.Run(
                new Conv1DInputGradient(Window(o, o["kernel"].Tensor.Shape[0]), outputPadding: o.Has("output_padding")
                    ? One(o, "output_padding", 0) : null), y, o.OnlyFloats(o["kernel"]).Tensor))),
        OfMany("nn.Moments(x; axes, keepdims, synchronized)", Moments),
        Function("BatchNorm(x, mean, variance, offset, scale; axis, epsilon)", BatchNorm),
        Function("Normalize(x; axis, order, epsilon)", Normalized),
        Function("RMSNorm(x, scale; axis, epsilon)", RmsNorm),
        Function("LayerNorm(x, gamma, beta; axis, epsilon, rms_scaling)", LayerNormalized),
        Of("nn.DotProductAttention(query, key, value, bias, mask, scale; is_causal, flash_attention, "
            + "attn_logits_soft_cap)", Attention),
        Function("BinaryCrossentropy(target, output; from_logits)", BinaryLoss, "output"),
        Function("CategoricalCrossentropy(target, output; from_logits, axis)",
            (o, x) => ClassLoss(o, x, o.To(o["target"], KerasType.Float32).Tensor), "output"),
        Function("SparseCategoricalCrossentropy(target, output; from_logits, axis)",
            (o, x) => ClassLoss(o, x, Indicators(o, x)), "output"),
    ];

    private static KerasOperation Activation(string name, ActivationFunction function) =>
        Function($"{name}(x)", (o, x) => function.Apply(o.Call, x));

    // A function of floats whose result has the type of its first argument.
    private static KerasOperation Function(string signature, Func<OperationCall, Tensor, Tensor> function,
        string? argument = null)
    {
        argument ??= signature[(signature.IndexOf('(') + 1)..signature.IndexOfAny([',', ';', ')'])];
        return Of($"nn.{signature}", o =>
        {
            var x = o.OnlyFloats(o[argument]);
            return x with { Tensor = function(o, x.Tensor) };
        });
    }

    private static Operand OfFloats(OperationCall o, Func<Tensor, Tensor> function)
    {
        var x = o.OnlyFloats(o["x"]);
        return x with { Tensor = function(x.Tensor) };
    }

    private static Tensor Rectified(OperationCall o, Tensor x) => new Relu(
        o.Has("max_value") ? o.Number("max_value") : null, o.Number("negative_slope", 0), o.Number("threshold", 0))
        .Apply(x, o.Call);

    private static Tensor OnAxis(OperationCall o, Tensor x, Func<CallContext, Tensor, Tensor> function)
    {
        var axis = o.Axis("axis", x.Shape.Rank, -1);
        return o.AxisMoved(function(o.Call, o.AxisLast(x, axis)), x.Shape.Rank - 1, axis);
    }

    private static Tensor WithFeaturesLast(OperationCall o, Tensor x, Func<Tensor, Tensor> function)
    {
        if (x.Shape.Rank != 3) throw o.Refused($"expected [batch, time, features], received {x.Shape}");
        return (o.Text("data_format") ?? "channels_last") switch
        {
            "channels_last" => function(x),
            "channels_first" => o.Call.Transpose(function(o.Call.Transpose(x, 0, 2, 1)), 0, 2, 1),
            _ => throw o.Wrong("data_format", "'channels_last' or 'channels_first'"),
        };
    }

    private static int One(OperationCall o, string name, int missing) => o.Ints(name) switch
    {
        null => missing,
        [var one] => one,
        _ => throw o.Wrong(name, "one number: sequences have one axis of steps"),
    };

    private static SlidingWindow Window(OperationCall o, int size) => new(size, One(o, "strides", 1),
        (o.Text("padding") ?? "valid").ToLowerInvariant() switch
        {
            "valid" => Padding.Valid,
            "same" => Padding.Same,
            _ => throw o.Wrong("padding", "'valid' or 'same'"),
        }, One(o, "dilation_rate", 1));

    private static Tensor Pooled(OperationCall o, Tensor x, Func<SlidingWindow, Operation> operation)
    {
        var size = One(o, "pool_size", 1);
        var window = Window(o, size);
        return WithFeaturesLast(o, x, y =>
            o.Call.Run(operation(o.Has("strides") ? window : window with { Strides = size }), y));
    }

    private static Tensor Convolved(OperationCall o, Tensor x, Tensor kernel)
    {
        if (x.Shape[2] % kernel.Shape[1] != 0)
            throw o.Wrong("kernel", $"a kernel for {x.Shape[2]} channels or a divisor of that");
        return o.Call.Run(new Conv1DOperation(Window(o, kernel.Shape[0]), x.Shape[2] / kernel.Shape[1]), x, kernel);
    }

    private static Tensor Depthwise(OperationCall o, Tensor x, Tensor kernel) => o.Call.Run(
        new Conv1DOperation(Window(o, kernel.Shape[0]), x.Shape[2]), x,
        o.Call.Reshape(kernel, [kernel.Shape[0], 1, kernel.Shape[1] * kernel.Shape[2]]));

    private static IReadOnlyList<Operand> Moments(OperationCall o)
    {
        if (o.Bool("synchronized", false)) throw o.Refused("there are no several devices to synchronize");
        var x = o.OnlyFloats(o["x"]);
        var axes = o.Axes("axes", x.Tensor.Shape.Rank);
        var (mean, variance) = Moments(o, x.Tensor, axes);
        if (!o.Bool("keepdims", false))
        {
            var shape = x.Tensor.Shape;
            foreach (var axis in axes.OrderDescending()) shape = shape.Remove(axis);
            (mean, variance) = (o.Call.Reshape(mean, shape), o.Call.Reshape(variance, shape));
        }
        return [x with { Tensor = mean }, x with { Tensor = variance }];
    }

    private static (Tensor Mean, Tensor Variance) Moments(OperationCall o, Tensor x, int[] axes)
    {
        if (axes.Length == 0) return (x, o.Call.ZerosLike(x));
        var mean = o.Call.Mean(x, true, axes);
        return (mean, o.Call.Mean(o.Call.Square(o.Call.Subtract(x, mean)), true, axes));
    }

    private static Tensor BatchNorm(OperationCall o, Tensor x)
    {
        Span<int> lengths = stackalloc int[x.Shape.Rank];
        lengths.Fill(1);
        var axis = o.Axis("axis", x.Shape.Rank, -1);
        lengths[axis] = x.Shape[axis];
        var shape = Shape.Create(lengths);
        var factor = o.Call.Divide(o.Call.Scalar(1), o.Call.Sqrt(o.Call.Shift(Along("variance"),
            (float)o.Number("epsilon", 1e-3))));
        if (o.Has("scale")) factor = o.Call.Multiply(factor, Along("scale"));
        var y = o.Call.Multiply(o.Call.Subtract(x, Along("mean")), factor);
        return o.Has("offset") ? o.Call.Add(y, Along("offset")) : y;

        Tensor Along(string name) => o.Call.Reshape(o.To(o[name], KerasType.Float32).Tensor, shape);
    }

    private static Tensor Normalized(OperationCall o, Tensor x)
    {
        if (x.Shape.Rank == 0) x = o.Call.Reshape(x, [1]);
        var (order, epsilon) = (o.Int("order", 2), (float)o.Number("epsilon", Epsilon));
        var axis = o.Axis("axis", x.Shape.Rank, -1);
        if (order < 1) throw o.Wrong("order", "a number of at least 1");
        if (order == 2) return o.Call.UnitLength(x, epsilon, axis);
        var powers = order == 1 ? o.Call.Abs(x) : o.Call.Power(o.Call.Abs(x), o.Call.Scalar(order));
        var sum = o.Call.Sum(powers, true, axis);
        var norm = order == 1 ? sum : o.Call.Power(sum, o.Call.Scalar(1f / order));
        return o.Call.Divide(x, o.Call.Maximum(norm, o.Call.Scalar(epsilon)));
    }

    private static int[] NormalizedAxes(OperationCall o, int rank) => o.Has("axis") ? o.Axes("axis", rank) : [rank - 1];

    private static Tensor InverseRoot(OperationCall o, Tensor squares) => o.Call.Divide(o.Call.Scalar(1),
        o.Call.Sqrt(o.Call.Shift(squares, (float)o.Number("epsilon", Epsilon))));

    private static Tensor RmsNorm(OperationCall o, Tensor x)
    {
        if (x.Shape.Rank == 0) x = o.Call.Reshape(x, [1]);
        var squares = o.Call.Mean(o.Call.Square(x), true, NormalizedAxes(o, x.Shape.Rank));
        var y = o.Call.Multiply(x, InverseRoot(o, squares));
        return o.Has("scale") ? o.Call.Multiply(y, o.To(o["scale"], KerasType.Float32).Tensor) : y;
    }

    private static Tensor LayerNormalized(OperationCall o, Tensor x)
    {
        var axes = NormalizedAxes(o, x.Shape.Rank);
        var (mean, variance) = Moments(o, x, axes);
        var factor = InverseRoot(o, variance);
        if (o.Has("gamma")) factor = o.Call.Multiply(factor, Spread("gamma"));
        if (o.Bool("rms_scaling", false)) return o.Call.Multiply(x, factor);
        var y = o.Call.Multiply(o.Call.Subtract(x, mean), factor);
        return o.Has("beta") ? o.Call.Add(y, Spread("beta")) : y;

        // Weights of fewer axes belong to the normalized ones.
        Tensor Spread(string name)
        {
            var weight = o.To(o[name], KerasType.Float32).Tensor;
            if (weight.Shape.Rank == x.Shape.Rank || axes is [var one] && one == x.Shape.Rank - 1) return weight;
            Span<int> lengths = stackalloc int[x.Shape.Rank];
            lengths.Fill(1);
            foreach (var axis in axes) lengths[axis] = x.Shape[axis];
            return o.Call.Reshape(weight, Shape.Create(lengths));
        }
    }

    private static Operand Attention(OperationCall o)
    {
        if (o.Bool("flash_attention", false) || o.Has("attn_logits_soft_cap"))
            throw o.Refused("flash attention and soft caps are kernels of other devices; leave them out");
        var type = o.Join(o.Tensor("query"), o.Tensor("key"), o.Tensor("value"));
        if (!type.IsFloat) throw o.Refused("expected floats; cast to float32");
        // [batch, time, heads, features] becomes [batch, heads, time, features].
        var (query, key, value) = (Heads("query"), Heads("key"), Heads("value"));
        var scale = o.Has("scale") ? o.To(o["scale"], type).Tensor : o.Call.Scalar(1 / MathF.Sqrt(key.Shape[^1]));
        var logits = o.Call.Multiply(o.Call.MatMul(query, key, false, true), scale);
        if (o.Has("bias")) logits = o.Call.Add(logits, o.To(o["bias"], type).Tensor);
        const float Masked = -0.7f * 3.38953e38f;
        if (o.Has("mask")) logits = o.Call.Select(o.Truths(o["mask"]), logits, o.Call.Scalar(Masked));
        if (o.Bool("is_causal", false))
        {
            var (to, from) = (logits.Shape[^2], logits.Shape[^1]);
            var isSeen = o.Call.LessEqual(o.Call.Range(from), o.Call.Reshape(o.Call.Range(to), [to, 1]));
            logits = o.Call.Select(isSeen, logits, o.Call.Scalar(Masked));
        }
        return new(o.Call.Transpose(o.Call.MatMul(o.Call.Softmax(logits), value), 0, 2, 1, 3), type);

        Tensor Heads(string name) => o[name].Tensor.Shape.Rank == 4
            ? o.Call.Transpose(o.To(o[name], type).Tensor, 0, 2, 1, 3)
            : throw o.Wrong(name, "a tensor [batch, time, heads, features]");
    }

    private static Tensor BinaryLoss(OperationCall o, Tensor output)
    {
        var target = o.To(o["target"], KerasType.Float32).Tensor;
        if (target.Shape != output.Shape) throw o.Wrong("target", $"targets of shape {output.Shape}");
        if (o.Bool("from_logits", false))
            // max(x, 0) − x t + ln(1 + e^−|x|), which no large logit overflows.
            return o.Call.Subtract(o.Call.Softplus(output), o.Call.Multiply(output, target));
        var p = o.Call.Clip(output, Epsilon, 1 - Epsilon);
        return o.Call.Negate(o.Call.Add(o.Call.Multiply(target, o.Call.Log(p)),
            o.Call.Multiply(o.Call.OneMinus(target), o.Call.Log(o.Call.OneMinus(p)))));
    }

    private static Tensor Indicators(OperationCall o, Tensor output)
    {
        var target = o.To(o["target"], KerasType.Int32).Tensor;
        if (target.Shape.Rank == output.Shape.Rank && target.Shape[^1] == 1)
            target = o.Call.Reshape(target, target.Shape[..^1]);
        if (target.Shape != output.Shape[..^1]) throw o.Wrong("target", $"classes of shape {output.Shape[..^1]}");
        var axis = o.Axis("axis", output.Shape.Rank, -1);
        var hot = o.Call.Equal(o.Call.Reshape(target, target.Shape.Insert(target.Shape.Rank, 1)),
            o.Call.Range(output.Shape[axis]));
        return o.AxisMoved(hot, hot.Shape.Rank - 1, axis);
    }

    private static Tensor ClassLoss(OperationCall o, Tensor output, Tensor target)
    {
        if (target.Shape != output.Shape) throw o.Wrong("target", $"targets of shape {output.Shape}");
        var axis = o.Axis("axis", output.Shape.Rank, -1);
        Tensor logs;
        if (o.Bool("from_logits", false)) logs = OnAxis(o, output, (call, x) => call.LogSoftmax(x));
        else
        {
            var shares = o.Call.Divide(output, o.Call.Sum(output, true, axis));
            logs = o.Call.Log(o.Call.Clip(shares, Epsilon, 1 - Epsilon));
        }
        return o.Call.Negate(o.Call.Sum(o.Call.Multiply(target, logs), false, axis));
    }
}
