using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>The same number everywhere.</summary>
/// <param name="value">The number.</param>
public sealed class Constant(double value = 0) : Initializer
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random) => values.Fill((float)Value);
}
