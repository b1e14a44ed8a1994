using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>Filters that slide over the steps of a sequence: each output is the activation of the products of a filter
/// with the steps below it, plus a bias.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>; output <c>[batch, windows, filters]</c>. The filters are not mirrored. A mask
/// ends here.
/// Weights: <c>kernel [kernelSize, features / groups, filters]</c> and, when used, <c>bias [filters]</c>. An input
/// shorter than a window is a <see cref="ShapeException"/>.
/// </remarks>
/// <param name="filters">The number of filters; at least 1.</param>
/// <param name="kernelSize">The number of steps that a filter sees; at least 1.</param>
/// <param name="strides">The distance between windows; at least 1.</param>
/// <param name="padding">What windows see beyond the ends.</param>
/// <param name="activation">Function of the result; the identity when null.</param>
/// <param name="useBias">Whether a bias is added.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <param name="inputShape">Of a layer that begins a model, see <see cref="Layer.InputShape"/>; null elsewhere.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
public sealed class Conv1D(int filters, int kernelSize, int strides = 1, Choice<Padding> padding = default,
    ActivationFunction? activation = null, bool useBias = true, string? name = null,
    Shape? inputShape = null)
    : Convolution(kernelSize, strides, padding, activation, useBias, name, inputShape)
{
    /// <summary>The number of filters.</summary>
    public int Filters { get; } = Require.AtLeast(1, filters);

    /// <summary>How many groups share out the features and the filters, which are multiples of it; 1 lets every filter
    /// see all features.</summary>
    public int Groups { get; init => field = Require.AtLeast(1, value, nameof(Groups)); } = 1;

    /// <summary>What the kernel holds at first.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>A penalty on the kernel, or null.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>A projection of the kernel after each step, or null.</summary>
    public Constraint? KernelConstraint { get; init; }

    private protected override bool AllowsCausal => true;

    private protected override Forward Build(int features, SlidingWindow window, WeightFactory weights)
    {
        if (Filters % Groups != 0)
            throw new ArgumentException($"{Place}: expected filters to be a multiple of groups ({Groups}), received "
                + $"{Filters}.");
        if (features >= 0 && features % Groups != 0)
            throw new ShapeException(Place, $"expected features in a multiple of groups ({Groups}), received "
                + $"{features}");
        var kernel = weights.Add("kernel", [KernelSize, features < 0 ? features : features / Groups, Filters],
            KernelInitializer, KernelRegularizer, KernelConstraint);
        var bias = AddBias(Filters, weights);
        var convolve = new Operations.Conv1DOperation(window, Groups);
        return (x, call) => Activate(call.Run(convolve, x, kernel.Value, bias?.Value), call);
    }
}
