using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>A convolution in which each feature has filters of its own and meets no other feature.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>; output <c>[batch, windows, features · depthMultiplier]</c>, where output
/// <c>feature · depthMultiplier + m</c> is filter m of a feature. A mask ends here.
/// Weights: <c>kernel [kernelSize, features, depthMultiplier]</c> and, when used, <c>bias [features ·
/// depthMultiplier]</c>.
/// </remarks>
/// <param name="kernelSize">The number of steps that a filter sees; at least 1.</param>
/// <param name="strides">The distance between windows; at least 1.</param>
/// <param name="padding">What windows see beyond the ends.</param>
/// <param name="activation">Function of the result; the identity when null.</param>
/// <param name="useBias">Whether a bias is added.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="kernelSize"/> is below 1.</exception>
public sealed class DepthwiseConv1D(int kernelSize, int strides = 1, Choice<Padding> padding = default,
    ActivationFunction? activation = null, bool useBias = true, string? name = null)
    : Convolution(kernelSize, strides, padding, activation, useBias, name)
{
    /// <summary>The number of filters of each feature; at least 1.</summary>
    public int DepthMultiplier { get; init => field = Require.AtLeast(1, value, nameof(DepthMultiplier)); } = 1;

    /// <summary>What the kernel holds at first.</summary>
    public Initializer DepthwiseInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>A penalty on the kernel, or null.</summary>
    public Regularizer? DepthwiseRegularizer { get; init; }

    /// <summary>A projection of the kernel after each step, or null.</summary>
    public Constraint? DepthwiseConstraint { get; init; }

    private protected override Forward Build(int features, SlidingWindow window, WeightFactory weights)
    {
        var kernel = weights.Add("kernel", [KernelSize, features, DepthMultiplier], DepthwiseInitializer,
            DepthwiseRegularizer, DepthwiseConstraint);
        var bias = AddBias(Shape.LengthOf((long)features * DepthMultiplier), weights);
        var convolve = new Operations.Conv1DOperation(window, groups: features);
        return (x, call) =>
            Activate(call.Run(convolve, x, call.Reshape(kernel.Value, [KernelSize, 1, features * DepthMultiplier]),
                bias?.Value), call);
    }
}
