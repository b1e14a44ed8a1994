using Valence.Operations;

namespace Valence.Layers;

/// <summary>Each vector scaled to Euclidean length 1; the zero vector stays.</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights.</remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class UnitNormalization(string? name = null) : Layer(name)
{
    private const float Epsilon = 1e-12f;

    /// <summary>The axes that make up a vector; negative ones count from the end.</summary>
    public IReadOnlyList<int> Axis { get; init; } = [-1];

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    internal override bool CutsIntegers => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => TrailingAxes.LeaveRows(inputs[0], Axis);

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var axes = TrailingAxes.Resolve(input, Axis);
        return (x, call) => call.UnitLength(x, Epsilon, axes);
    }
}
