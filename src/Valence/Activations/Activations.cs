using Valence.Operations;

namespace Valence;

/// <summary>Keras' activation functions, with Keras' default parameters.</summary>
public static class Activations
{
    private const float SeluAlpha = 1.6732632423543772f;
    private const float SeluScale = 1.0507009873554805f;

    /// <summary>The identity.</summary>
    public static ActivationFunction Linear { get; } = new("linear", (call, x) => x);

    /// <summary><c>max(x, 0)</c>.</summary>
    public static ActivationFunction Relu { get; } = new("relu", (call, x) => call.Relu(x));

    /// <summary><c>min(max(x, 0), 6)</c>.</summary>
    public static ActivationFunction Relu6
    {
        get;
    } = new("relu6", (call, x) => call.Minimum(call.Relu(x), call.Scalar(6)));

    /// <summary><c>x</c> where positive, <c>0.2 x</c> elsewhere; the layer <c>LeakyReLU</c> takes other
    /// slopes.</summary>
    public static ActivationFunction LeakyRelu { get; } = new("leaky_relu", (call, x) => call.LeakyRelu(x, 0.2f));

    /// <summary><c>x</c> where positive, <c>eˣ − 1</c> elsewhere.</summary>
    public static ActivationFunction Elu { get; } = new("elu", (call, x) => call.Elu(x, 1));

    /// <summary>Scaled elu that keeps mean 0 and variance 1 (Klambauer et al., 2017).</summary>
    public static ActivationFunction Selu
    {
        get;
    } = new("selu", (call, x) => call.Scale(call.Elu(x, SeluAlpha), SeluScale));

    /// <summary>Elu with a continuous slope: <c>max(x, 0) + e^(min(x, 0)) − 1</c>.</summary>
    public static ActivationFunction Celu { get; } = new("celu", (call, x) => call.Celu(x, 1));

    /// <summary>The first half of the last axis times the sigmoid of the second half.</summary>
    public static ActivationFunction Glu { get; } = new("glu", (call, x) => call.Glu(x));

    /// <summary><c>x Φ(x)</c>, where Φ is the normal distribution's function.</summary>
    public static ActivationFunction Gelu { get; } = new("gelu", (call, x) => call.Gelu(x, approximate: false));

    /// <summary><see cref="Gelu"/> approximated by tanh, under the name that KerasHub gives it; Keras itself knows it
    /// only as an argument.</summary>
    public static ActivationFunction GeluApproximate
    {
        get;
    } = new("gelu_approximate", (call, x) => call.Gelu(x, approximate: true));

    /// <summary><c>1 / (1 + e⁻ˣ)</c>.</summary>
    public static ActivationFunction Sigmoid { get; } = new("sigmoid", (call, x) => call.Sigmoid(x));

    /// <summary>0 below −3, 1 above 3, <c>x / 6 + 1 / 2</c> between.</summary>
    public static ActivationFunction HardSigmoid { get; } = new("hard_sigmoid", (call, x) => call.HardSigmoid(x));

    /// <summary>0 below −1, 1 above 1, <c>(x + 1) / 2</c> between.</summary>
    public static ActivationFunction SparseSigmoid
    {
        get;
    } = new("sparse_sigmoid", (call, x) => call.Scale(call.Shift(call.Clip(x, -1, 1), 1), 0.5f));

    /// <summary>The logarithm of the sigmoid.</summary>
    public static ActivationFunction LogSigmoid
    {
        get;
    } = new("log_sigmoid", (call, x) => call.Negate(call.Softplus(call.Negate(x))));

    /// <summary><c>x</c> times its sigmoid; also known as swish.</summary>
    public static ActivationFunction Silu { get; } = new("silu", (call, x) => call.Multiply(x, call.Sigmoid(x)));

    /// <summary><c>x</c> times its hard sigmoid; also known as hard swish.</summary>
    public static ActivationFunction HardSilu
    {
        get;
    } = new("hard_silu", (call, x) => call.Multiply(x, call.HardSigmoid(x)));

    /// <summary>The hyperbolic tangent.</summary>
    public static ActivationFunction Tanh { get; } = new("tanh", (call, x) => call.Tanh(x));

    /// <summary><c>x</c> cut at −1 and 1.</summary>
    public static ActivationFunction HardTanh { get; } = new("hard_tanh", (call, x) => call.Clip(x, -1, 1));

    /// <summary><c>x − tanh x</c>.</summary>
    public static ActivationFunction TanhShrink
    {
        get;
    } = new("tanh_shrink", (call, x) => call.Subtract(x, call.Tanh(x)));

    /// <summary><c>x</c> drawn towards 0 by 0.5; 0 within it.</summary>
    public static ActivationFunction SoftShrink { get; } = new("soft_shrink", (call, x) => call.SoftShrink(x, 0.5f));

    /// <summary><c>x</c> where its magnitude exceeds 0.5, 0 elsewhere.</summary>
    public static ActivationFunction HardShrink { get; } = new("hard_shrink", (call, x) => call.HardShrink(x, 0.5f));

    /// <summary><c>ln(1 + eˣ)</c>.</summary>
    public static ActivationFunction Softplus { get; } = new("softplus", (call, x) => call.Softplus(x));

    /// <summary><c>x / (1 + |x|)</c>.</summary>
    public static ActivationFunction Softsign
    {
        get;
    } = new("softsign", (call, x) => call.Divide(x, call.Shift(call.Abs(x), 1)));

    /// <summary>0 up to −1, <c>(x + 1)² / 4</c> up to 1, <c>x</c> above.</summary>
    public static ActivationFunction SparsePlus { get; } = new("sparse_plus", (call, x) => call.SparsePlus(x));

    /// <summary><c>(x + √(x² + 4)) / 2</c>.</summary>
    public static ActivationFunction Squareplus
    {
        get;
    } = new("squareplus", (call, x) => call.Scale(call.Add(x, call.Sqrt(call.Shift(call.Square(x), 4))), 0.5f));

    /// <summary><c>eˣ</c>.</summary>
    public static ActivationFunction Exponential { get; } = new("exponential", (call, x) => call.Exp(x));

    /// <summary><c>x · tanh(ln(1 + eˣ))</c> (Misra, 2019).</summary>
    public static ActivationFunction Mish
    {
        get;
    } = new("mish", (call, x) => call.Multiply(x, call.Tanh(call.Softplus(x))));

    /// <summary>Exponentials of the last axis divided by their sum.</summary>
    public static ActivationFunction Softmax { get; } = new("softmax", (call, x) => call.Softmax(x));

    /// <summary>The logarithm of the softmax.</summary>
    public static ActivationFunction LogSoftmax { get; } = new("log_softmax", (call, x) => call.LogSoftmax(x));

    /// <summary>Keras' sparsemax of the last axis: <c>max(x − τ, 0)</c>, most elements of which are exactly
    /// 0.</summary>
    public static ActivationFunction Sparsemax { get; } = new("sparsemax", (call, x) => call.Sparsemax(x));

    /// <summary><c>x</c> where it exceeds <paramref name="threshold"/>, <paramref name="defaultValue"/>
    /// elsewhere.</summary>
    /// <remarks>Keras' files name a function without its arguments, so a model with this one cannot be read back by
    /// name.</remarks>
    public static ActivationFunction Threshold(float threshold, float defaultValue) =>
        new("threshold", (call, x) => call.Threshold(x, threshold, defaultValue));
}
