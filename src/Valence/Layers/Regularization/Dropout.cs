using Valence.Operations;

namespace Valence.Layers;

/// <summary>In training, sets elements to 0 at random and scales the others by <c>1 / (1 − rate)</c>, so that the
/// expected sum stays; otherwise passes its input on (Srivastava et al., 2014).</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights. Rate 1 gives zeros.</remarks>
/// <param name="rate">The share of elements set to 0, from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is outside [0, 1].</exception>
public sealed class Dropout(double rate, string? name = null) : Layer(name)
{
    /// <summary>The share of elements set to 0.</summary>
    public double Rate { get; } = Require.Between(0, 1, rate);

    /// <summary>The shape of the draws: along axes of length 1 all positions are dropped or kept together, −1 stands
    /// for an axis as long as the input's. Null for one draw an element.</summary>
    public Shape? NoiseShape { get; init; }

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
        var draws = weights.AddRandom("dropout", Seed);
        var mask = new DropoutMask((float)Rate, NoiseShape);
        return (x, call) => call.Dropout(x, mask, draws);
    }
}
