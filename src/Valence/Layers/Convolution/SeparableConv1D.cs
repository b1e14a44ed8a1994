using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>A convolution in two steps: filters of each feature by itself over time, then a mix of their results at
/// each step.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>; output <c>[batch, windows, filters]</c>. A mask ends here.
/// Weights: <c>depthwise_kernel [kernelSize, features, depthMultiplier]</c>, <c>pointwise_kernel [1, features ·
/// depthMultiplier, filters]</c> and, when used, <c>bias [filters]</c>.
/// </remarks>
/// <param name="filters">The width of the output; at least 1.</param>
/// <param name="kernelSize">The number of steps that a filter sees; at least 1.</param>
/// <param name="strides">The distance between windows; at least 1.</param>
/// <param name="padding">What windows see beyond the ends.</param>
/// <param name="activation">Function of the result; the identity when null.</param>
/// <param name="useBias">Whether a bias is added.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
public sealed class SeparableConv1D(int filters, int kernelSize, int strides = 1, Choice<Padding> padding = default,
    ActivationFunction? activation = null, bool useBias = true, string? name = null)
    : Convolution(kernelSize, strides, padding, activation, useBias, name)
{
    /// <summary>The width of the output.</summary>
    public int Filters { get; } = Require.AtLeast(1, filters);

    /// <summary>The number of filters of each feature; at least 1.</summary>
    public int DepthMultiplier { get; init => field = Require.AtLeast(1, value, nameof(DepthMultiplier)); } = 1;

    /// <summary>What the filters over time hold at first.</summary>
    public Initializer DepthwiseInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>What the mix holds at first.</summary>
    public Initializer PointwiseInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>A penalty on the filters over time, or null.</summary>
    public Regularizer? DepthwiseRegularizer { get; init; }

    /// <summary>A penalty on the mix, or null.</summary>
    public Regularizer? PointwiseRegularizer { get; init; }

    /// <summary>A projection of the filters over time after each step, or null.</summary>
    public Constraint? DepthwiseConstraint { get; init; }

    /// <summary>A projection of the mix after each step, or null.</summary>
    public Constraint? PointwiseConstraint { get; init; }

    private protected override Forward Build(int features, SlidingWindow window, WeightFactory weights)
    {
        var depthwise = weights.Add("depthwise_kernel", [KernelSize, features, DepthMultiplier], DepthwiseInitializer,
            DepthwiseRegularizer, DepthwiseConstraint);
        var between = Shape.LengthOf((long)features * DepthMultiplier);
        var pointwise = weights.Add("pointwise_kernel", [1, between, Filters], PointwiseInitializer,
            PointwiseRegularizer, PointwiseConstraint);
        var bias = AddBias(Filters, weights);
        var convolve = new Operations.Conv1DOperation(window, groups: features);
        return (x, call) =>
        {
            var overTime = call.Run(convolve, x, call.Reshape(depthwise.Value, [KernelSize, 1, between]));
            return Activate(call.Affine(overTime, call.Reshape(pointwise.Value, [between, Filters]), bias?.Value),
                call);
        };
    }
}
