using Valence.Operations;

namespace Valence.Layers;

/// <summary>In training, adds normally distributed noise of mean 0; otherwise passes its input on.</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights.</remarks>
/// <param name="stddev">The noise's standard deviation, from 0 to 1 as in Keras.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="stddev"/> is outside [0, 1].</exception>
public sealed class GaussianNoise(double stddev, string? name = null) : Layer(name)
{
    /// <summary>The noise's standard deviation.</summary>
    public double Stddev { get; } = Require.Between(0, 1, stddev);

    /// <summary>A seed of the layer's own; null to derive the draws from the model's seed and the layer's
    /// name.</summary>
    public int? Seed { get; init; }

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    internal override bool ReturnsInput(bool training) => !training || Stddev == 0;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override int MostContinuedSteps => int.MaxValue;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var draws = weights.AddRandom("noise", Seed);
        var noise = new NormalNoise(0, (float)Stddev);
        return (x, call) => call.Training && Stddev > 0 ? call.Add(x, call.Run(noise, x, call.RandomKey(draws))) : x;
    }
}
