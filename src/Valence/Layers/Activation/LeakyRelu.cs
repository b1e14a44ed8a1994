using Valence.Operations;

namespace Valence.Layers;

/// <summary>A rectifier that lets a part of negative inputs pass: <c>x</c> where positive, <c>negativeSlope · x</c>
/// elsewhere.</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights.</remarks>
/// <param name="negativeSlope">The slope of the negative side; at least 0.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="negativeSlope"/> is negative.</exception>
public sealed class LeakyRelu(double negativeSlope = 0.3, string? name = null) : Layer(name)
{
    /// <inheritdoc/>
    public override string KerasName => "LeakyReLU";

    /// <summary>The slope of the negative side.</summary>
    public double NegativeSlope
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(NegativeSlope));
    } = Require.Between(0, float.MaxValue, negativeSlope);

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) =>
        (x, call) => call.LeakyRelu(x, (float)NegativeSlope);
}
