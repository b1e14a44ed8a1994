using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>Normal numbers.</summary>
/// <param name="mean">The centre.</param>
/// <param name="stddev">The standard deviation.</param>
public sealed class RandomNormal(double mean = 0, double stddev = 0.05) : Initializer
{
    /// <summary>The centre.</summary>
    public double Mean { get; } = mean;

    /// <summary>The standard deviation.</summary>
    public double Stddev { get; } = stddev;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)((float)Mean + (float)Stddev * random.Normal((ulong)i));
    }
}
