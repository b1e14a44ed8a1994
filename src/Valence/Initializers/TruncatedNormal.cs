using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>Normal numbers, redrawn beyond two standard deviations from the mean.</summary>
/// <param name="mean">The centre.</param>
/// <param name="stddev">The standard deviation before cutting.</param>
public sealed class TruncatedNormal(double mean = 0, double stddev = 0.05) : Initializer
{
    /// <summary>The centre.</summary>
    public double Mean { get; } = mean;

    /// <summary>The standard deviation before cutting.</summary>
    public double Stddev { get; } = stddev;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random)
    {
        for (var i = 0; i < values.Length; i++) values[i] = (float)((float)Mean + (float)Stddev * Draw(random, i));
    }

    internal static double Draw(CounterRandom random, int index)
    {
        // Each redraw uses numbers of its own: attempts are 2³² elements apart.
        for (var attempt = 0UL; ; attempt++)
        {
            var value = random.Normal((ulong)index + (attempt << 32));
            if (Math.Abs(value) <= 2) return value;
        }
    }
}
