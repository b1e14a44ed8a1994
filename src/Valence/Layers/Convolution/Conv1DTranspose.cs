using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>The transpose of a convolution: each step spreads its features, times a kernel, over a window of the longer
/// output.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>; output <c>[batch, time · strides, filters]</c> with
/// <see cref="Valence.Padding.Same"/>, <c>(time − 1) · strides + max(window, strides)</c> steps with
/// <see cref="Valence.Padding.Valid"/>.
/// Weights: <c>kernel [kernelSize, filters, features]</c> and, when used, <c>bias [filters]</c>. A mask ends here.
/// </remarks>
/// <param name="filters">The width of the output; at least 1.</param>
/// <param name="kernelSize">The number of steps over which a step spreads; at least 1.</param>
/// <param name="strides">The distance between windows; at least 1.</param>
/// <param name="padding">What windows see beyond the ends.</param>
/// <param name="activation">Function of the result; the identity when null.</param>
/// <param name="useBias">Whether a bias is added.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
public sealed class Conv1DTranspose(int filters, int kernelSize, int strides = 1, Choice<Padding> padding = default,
    ActivationFunction? activation = null, bool useBias = true, string? name = null)
    : Convolution(kernelSize, strides, padding, activation, useBias, name)
{
    /// <summary>The width of the output.</summary>
    public int Filters { get; } = Require.AtLeast(1, filters);

    /// <summary>Steps added at the output's end, at least 0 and below the strides; null for the lengths
    /// above.</summary>
    public int? OutputPadding
    {
        get;
        init => field = value is { } steps ? Require.AtLeast(0, steps, nameof(OutputPadding)) : null;
    }

    /// <summary>What the kernel holds at first.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>A penalty on the kernel, or null.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>A projection of the kernel after each step, or null.</summary>
    public Constraint? KernelConstraint { get; init; }

    private protected override Forward Build(int features, SlidingWindow window, WeightFactory weights)
    {
        if (OutputPadding >= Strides)
            throw new ArgumentException($"{Place}: expected outputPadding below strides ({Strides}), received "
                + $"{OutputPadding}.");
        var kernel = weights.Add("kernel", [KernelSize, Filters, features], KernelInitializer, KernelRegularizer,
            KernelConstraint);
        var bias = AddBias(Filters, weights);
        var spread = new Conv1DInputGradient(window, outputPadding: OutputPadding);
        return (x, call) =>
        {
            var y = call.Run(spread, x, kernel.Value);
            return Activate(bias is null ? y : call.Add(y, bias.Value), call);
        };
    }
}
