using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>Affine map of the last axis: <c>output = activation(input · kernel + bias)</c>.</summary>
/// <remarks>
/// Input <c>[batch, …, inputDim]</c>; output <c>[batch, …, units]</c>.
/// Weights: <c>kernel [inputDim, units]</c> and, when used, <c>bias [units]</c>.
/// </remarks>
/// <param name="units">Width of the last axis of the output; at least 1.</param>
/// <param name="activation">Function of the result; the identity when null.</param>
/// <param name="useBias">Whether a bias is added.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <param name="inputDim">Of a layer that begins a model, the width of its rows: an <paramref name="inputShape"/> of
/// one axis; null elsewhere.</param>
/// <param name="inputShape">Of a layer that begins a model, see <see cref="Layer.InputShape"/>; null elsewhere.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is below 1.</exception>
public sealed class Dense(int units, ActivationFunction? activation = null, bool useBias = true, string? name = null,
    int? inputDim = null, Shape? inputShape = null)
    : Layer(name, FirstShape(inputDim, inputShape, nameof(inputDim)))
{
    /// <summary>Width of the last axis of the output.</summary>
    public int Units { get; } = Require.AtLeast(1, units);

    /// <summary>Function of the result; the identity when null.</summary>
    public ActivationFunction? Activation { get; init; } = activation;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; init; } = useBias;

    /// <summary>What the kernel holds at first.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>What the bias holds at first.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;

    /// <summary>A penalty on the kernel, or null.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>A penalty on the bias, or null.</summary>
    public Regularizer? BiasRegularizer { get; init; }

    /// <summary>A projection of the kernel after each step, or null.</summary>
    public Constraint? KernelConstraint { get; init; }

    /// <summary>A projection of the bias after each step, or null.</summary>
    public Constraint? BiasConstraint { get; init; }

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        inputs[0].Rank > 1 && (Activation?.KeepsRowsApart(inputs[0]) ?? true);

    /// <inheritdoc/>
    public override int MostContinuedSteps => Activation?.KeepsStepsApart ?? true ? int.MaxValue : 0;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        if (input.Rank < 2)
            throw new ShapeException(Place, $"expected [batch, …, features], received {input}. Shapes and data begin "
                + "with the batch: one feature a row is [rows, 1], and InputLayer([-1, 10]) is Keras.Input([10])");
        var kernel = weights.AddMatrix("kernel", [input[^1], Units], KernelInitializer, KernelRegularizer,
            KernelConstraint);
        kernel.Int8Form = new(input[^1], Units);
        var bias = UseBias ? weights.Add("bias", [Units], BiasInitializer, BiasRegularizer, BiasConstraint) : null;
        return (x, call) =>
        {
            var y = call.Affine(x, kernel, bias);
            return Activation is null ? y : Activation.Apply(call, y);
        };
    }
}
