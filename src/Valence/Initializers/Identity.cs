using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>A matrix with a constant on its diagonal and zeros elsewhere.</summary>
/// <param name="gain">The constant.</param>
public sealed class Identity(double gain = 1) : Initializer
{
    /// <summary>The constant.</summary>
    public double Gain { get; } = gain;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shape is no matrix.</exception>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random)
    {
        if (shape.Rank != 2) throw new ArgumentException($"Identity: expected two axes, received {shape}.");
        values.Clear();
        for (var i = 0; i < Math.Min(shape[0], shape[1]); i++) values[i * shape[1] + i] = (float)Gain;
    }
}
