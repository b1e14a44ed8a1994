using Valence.Operations;

namespace Valence.Layers;

/// <summary>In training, multiplies by normally distributed noise of mean 1 and variance <c>rate / (1 − rate)</c>;
/// otherwise passes its input on (Srivastava et al., 2014).</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights.</remarks>
/// <param name="rate">The rate of the dropout with the same variance, from 0 to 1; at 1 the noise is infinite, as in
/// Keras.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is outside [0, 1].</exception>
public sealed class GaussianDropout(double rate, string? name = null) : Layer(name)
{
    /// <summary>The rate of the dropout with the same variance.</summary>
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
        var draws = weights.AddRandom("noise", Seed);
        var noise = new NormalNoise(1, MathF.Sqrt((float)Rate / (1 - (float)Rate)));
        return (x, call) => call.Training && Rate > 0 ? call.Multiply(x, call.Run(noise, x, call.RandomKey(draws))) : x;
    }
}
