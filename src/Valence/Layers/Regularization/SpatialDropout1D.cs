using Valence.Operations;

namespace Valence.Layers;

/// <summary>Dropout of whole features: in training a feature is 0 at every step of a sequence or at none (Tompson et
/// al., 2015).</summary>
/// <remarks>Input and output <c>[batch, time, features]</c>; a mask passes through. No weights.</remarks>
/// <param name="rate">The share of features set to 0, from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is outside [0, 1].</exception>
public sealed class SpatialDropout1D(double rate, string? name = null) : Layer(name)
{
    /// <summary>The share of features set to 0.</summary>
    public double Rate { get; } = Require.Between(0, 1, rate);

    /// <summary>A seed of the layer's own; null to derive the draws from the model's seed and the layer's
    /// name.</summary>
    public int? Seed { get; init; }

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    internal override bool ReturnsInput(bool training) => !training || Rate == 0;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override int MostContinuedSteps => int.MaxValue;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        SequenceShape.Check(input);
        var draws = weights.AddRandom("dropout", Seed);
        var mask = new DropoutMask((float)Rate, [Shape.Unknown, 1, Shape.Unknown]);
        return (x, call) => call.Dropout(x, mask, draws);
    }
}
