using Valence.Operations;

namespace Valence.Layers;

/// <summary>Rectified linear unit with Keras' options: <c>x</c> above the threshold, <c>negativeSlope · (x −
/// threshold)</c> below, cut at the largest value.</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights. As in Keras, the cut at <c>[0,
/// maxValue]</c> comes before the negative part is added.</remarks>
/// <param name="maxValue">The largest output, at least 0; null for no limit.</param>
/// <param name="negativeSlope">The slope below the threshold; at least 0.</param>
/// <param name="threshold">Where the unit begins to pass its input; at least 0.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
public sealed class Relu(double? maxValue = null, double negativeSlope = 0, double threshold = 0, string? name = null)
    : Layer(name)
{
    /// <inheritdoc/>
    public override string KerasName => "ReLU";

    /// <summary>The largest output; null for no limit.</summary>
    public double? MaxValue
    {
        get;
    } = maxValue is { } limit ? Require.Between(0, float.MaxValue, limit, nameof(maxValue)) : null;

    /// <summary>The slope below the threshold.</summary>
    public double NegativeSlope
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(NegativeSlope));
    } = Require.Between(0, float.MaxValue, negativeSlope);

    /// <summary>Where the unit begins to pass its input.</summary>
    public double Threshold
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(Threshold));
    } = Require.Between(0, float.MaxValue, threshold);

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) => Apply(x, call);

    /// <summary>The function itself.</summary>
    internal Tensor Apply(Tensor x, CallContext call)
    {
        var y = Threshold == 0 ? call.Relu(x) : call.Threshold(x, (float)Threshold, 0);
        if ((float?)MaxValue is { } limit) y = call.Clip(y, 0, limit);
        return NegativeSlope == 0 ? y
            : call.Subtract(y, call.Scale(call.Relu(call.Subtract(call.Scalar((float)Threshold), x)),
                (float)NegativeSlope));
    }
}
