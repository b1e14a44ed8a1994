using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>An affine map of any axes, said in Einstein's notation: <c>output = activation(einsum(equation, input,
/// kernel) + bias)</c>.</summary>
/// <remarks>
/// Input <c>[batch, …]</c> with the axes before the comma, output with the axes after the arrow; <c>...</c> at the
/// start or the end of both stands for axes that stay as they are. <c>abc,cd->abd</c> is what
/// <see cref="Dense"/> does of three axes. A mask ends here.
/// Weights: <c>kernel</c>, with the axes after the comma, and, when used, <c>bias</c>, with the axes of
/// <see cref="BiasAxes"/> and 1 for others after the first of them.
/// </remarks>
public sealed class EinsumDense : Layer
{
    /// <summary>An affine map.</summary>
    /// <param name="equation">The axes of input, kernel and output, a letter each, such as <c>abc,cd->abd</c>.</param>
    /// <param name="outputShape">The lengths of the output's axes after the batch, without those that an ellipsis
    /// stands for; −1 where the input tells it.</param>
    /// <param name="activation">Function of the result; the identity when null.</param>
    /// <param name="biasAxes">The axes of the output that the bias has, such as <c>d</c>; null for no bias.</param>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    /// <exception cref="ArgumentException">The equation is of another form.</exception>
    public EinsumDense(string equation, Shape outputShape, ActivationFunction? activation = null,
        string? biasAxes = null, string? name = null) : base(name)
    {
        EinsumEquation.Parse(Require.NotNull(equation));
        (Equation, OutputShape, Activation, BiasAxes) = (equation, outputShape, activation, biasAxes);
    }

    /// <summary>The axes of input, kernel and output.</summary>
    public string Equation { get; }

    /// <summary>The lengths of the output's axes after the batch; −1 where the input tells it.</summary>
    public Shape OutputShape { get; }

    /// <summary>Function of the result; the identity when null.</summary>
    public ActivationFunction? Activation { get; }

    /// <summary>The axes of the output that the bias has; null for no bias.</summary>
    public string? BiasAxes { get; }

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
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs)
    {
        var equation = new EinsumEquation(Equation, BiasAxes, inputs[0], OutputShape);
        var rows = equation.Input[0];
        return equation.Output[0] == rows && !equation.Kernel.Contains(rows) && BiasAxes?.Contains(rows) != true
            && (Activation?.KeepsRowsApart([.. equation.Output.Select(_ => Shape.Unknown)]) ?? true);
    }

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var equation = new EinsumEquation(Equation, BiasAxes, input, OutputShape);
        var plan = new EinsumPlan(equation.Input, equation.Kernel, equation.Output);
        var kernel = weights.AddMatrix("kernel", equation.Shape,
            MatrixInitializer.For(KernelInitializer, equation.Inputs), KernelRegularizer, KernelConstraint);
        var bias = equation.Bias is { } shape
            ? weights.Add("bias", shape, BiasInitializer, BiasRegularizer, BiasConstraint) : null;
        var rank = input.Rank;
        return (x, call) =>
        {
            if (x.Shape.Rank != rank)
                throw new ShapeException(Place, $"expected {rank} axes, for which the layer was built, received "
                    + $"{x.Shape}");
            var y = plan.Apply(call, x, call.Whole(kernel));
            if (bias is not null) y = call.Add(y, bias.Value);
            return Activation is null ? y : Activation.Apply(call, y);
        };
    }
}
