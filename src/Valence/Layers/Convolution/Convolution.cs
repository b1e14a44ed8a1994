using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>What all convolutions of sequences have: a window that slides over the steps, a bias and an activation
/// function.</summary>
public abstract class Convolution : Layer
{
    private protected Convolution(int kernelSize, int strides, Choice<Padding> padding, ActivationFunction? activation,
        bool useBias, string? name, Shape? inputShape = null) : base(name, inputShape)
    {
        KernelSize = Require.AtLeast(1, kernelSize);
        (Strides, Padding, Activation, UseBias) = (strides, padding, activation, useBias);
    }

    /// <summary>The number of steps that the window sees.</summary>
    public int KernelSize { get; }

    /// <summary>Function of the result; the identity when null.</summary>
    public ActivationFunction? Activation { get; init; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; init; }

    /// <summary>The distance between windows; at least 1, and 1 unless <see cref="DilationRate"/> is.</summary>
    public int Strides { get; init => field = Require.AtLeast(1, value, nameof(Strides)); }

    /// <summary>The distance between the steps that a window sees; at least 1.</summary>
    public int DilationRate { get; init => field = Require.AtLeast(1, value, nameof(DilationRate)); } = 1;

    /// <summary>What windows see beyond the ends; <see cref="Valence.Padding.Valid"/> by default.</summary>
    public Choice<Padding> Padding { get; init => field = Allowed(value); }

    /// <summary>Where the input has its features, and the output its filters.</summary>
    public Choice<DataFormat> DataFormat { get; init; }

    /// <summary>What the bias holds at first.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;

    /// <summary>A penalty on the bias, or null.</summary>
    public Regularizer? BiasRegularizer { get; init; }

    /// <summary>A projection of the bias after each step, or null.</summary>
    public Constraint? BiasConstraint { get; init; }

    /// <inheritdoc/>
    public sealed override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        Activation?.KeepsRowsApart(inputs[0]) ?? true;

    /// <inheritdoc/>
    public sealed override Forward Build(Shape input, WeightFactory weights)
    {
        if (Strides > 1 && DilationRate > 1)
            throw new ArgumentException($"{Place}: expected strides or dilationRate to be 1, received strides "
                + $"{Strides} and dilationRate {DilationRate}.");
        return DataFormat.Value.WithFeaturesLast(input, features => features == 0
            ? throw new ShapeException(Place, $"expected at least one feature, received {input}")
            : Build(features, new(KernelSize, Strides, Padding.Value, DilationRate), weights));
    }

    /// <summary>Whether windows may see earlier steps alone.</summary>
    private protected virtual bool AllowsCausal => false;

    /// <summary>Makes the weights for an input of so many features, and the computation on <c>[batch, time,
    /// features]</c>.</summary>
    private protected abstract Forward Build(int features, SlidingWindow window, WeightFactory weights);

    private protected Weight? AddBias(int filters, WeightFactory weights) =>
        UseBias ? weights.Add("bias", [filters], BiasInitializer, BiasRegularizer, BiasConstraint) : null;

    private protected Tensor Activate(Tensor y, CallContext call) => Activation is null ? y : Activation.Apply(call, y);

    private Choice<Padding> Allowed(Choice<Padding> padding) => padding != Valence.Padding.Causal || AllowsCausal
        ? padding
        : throw new ArgumentException($"Expected Padding of 'valid' or 'same' for {KerasName}, received 'causal'.",
            nameof(Padding));
}
