namespace Valence.Layers;

/// <summary>Applies an activation function: <c>output = function(input)</c>. The functions themselves are in
/// <see cref="Activations"/>.</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights.</remarks>
/// <param name="function">The function, such as <c>Activations.Relu</c>.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Activation(ActivationFunction function, string? name = null) : Layer(name)
{
    /// <summary>The function.</summary>
    public ActivationFunction Function { get; } = Require.NotNull(function);

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    internal override bool ReturnsInput(bool training) => Function == Activations.Linear;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => Function.KeepsRowsApart(inputs[0]);

    /// <inheritdoc/>
    public override int MostContinuedSteps => Function.KeepsStepsApart ? int.MaxValue : 0;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) => Function.Apply(call, x);
}
