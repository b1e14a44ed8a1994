using Valence.Operations;

namespace Valence.Layers;

/// <summary>Dropout for selu networks: dropped elements take selu's lowest value and all are mapped so that mean 0 and
/// variance 1 stay (Klambauer et al., 2017).</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights. Active in training only.</remarks>
/// <param name="rate">The share of elements dropped, from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is outside [0, 1].</exception>
public sealed class AlphaDropout(double rate, string? name = null) : Layer(name)
{
    // Minus selu's scale times its alpha.
    private const float Lowest = -1.7580993408473766f;

    /// <summary>The share of elements dropped.</summary>
    public double Rate { get; } = Require.Between(0, 1, rate);

    /// <summary>The shape of the draws, as in <see cref="Dropout.NoiseShape"/>.</summary>
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
        var kept = new DropoutMask((float)Rate, NoiseShape, kept: 1);
        var scale = 1 / MathF.Sqrt((1 - (float)Rate) * (1 + (float)Rate * Lowest * Lowest));
        return (x, call) =>
        {
            if (!call.Training || Rate == 0) return x;
            var mask = call.Run(kept, x, call.RandomKey(draws));
            var y = call.Add(call.Multiply(x, mask), call.Scale(call.OneMinus(mask), Lowest));
            return call.Shift(call.Scale(y, scale), -scale * Lowest * (float)Rate);
        };
    }
}
