using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>Numbers uniform in [<paramref name="minval"/>, <paramref name="maxval"/>).</summary>
/// <param name="minval">The smallest number.</param>
/// <param name="maxval">The number that is just not reached.</param>
public sealed class RandomUniform(double minval = -0.05, double maxval = 0.05) : Initializer
{
    /// <summary>The smallest number.</summary>
    public double Minval { get; } = minval;

    /// <summary>The number that is just not reached.</summary>
    public double Maxval { get; } = maxval;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random)
    {
        random.Uniforms(values);
        foreach (ref var value in values) value = (float)Minval + value * ((float)Maxval - (float)Minval);
    }
}
