using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>Normal numbers.</summary>
/// <param name="mean">The centre.</param>
/// <param name="stddev">The standard deviation.</param>
public sealed class RandomNormal(float mean = 0, float stddev = 0.05f) : Initializer
{
    /// <summary>The centre.</summary>
    public float Mean { get; } = mean;

    /// <summary>The standard deviation.</summary>
    public float Stddev { get; } = stddev;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random)
    {
        for (var i = 0; i < values.Length; i++) values[i] = (float)(Mean + Stddev * random.Normal((ulong)i));
    }
}
