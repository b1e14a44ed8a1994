using Valence.Operations;

namespace Valence.Layers;

/// <summary>KerasHub's sines and cosines of positions (Vaswani et al., 2017): one vector for each step of the input,
/// whatever the input holds.</summary>
/// <remarks>
/// Input and output <c>[batch, …, time, features]</c>; add the output to the tokens' vectors. Feature <c>2 i</c> of
/// step <c>t</c> is <c>sin(t · w)</c> and feature <c>2 i + 1</c> is <c>cos(t · w)</c> with <c>w = maxWavelength^(−2 i /
/// features)</c>. A mask ends here. No weights.
/// </remarks>
/// <param name="maxWavelength">What the wavelengths grow to, divided by 2 π; at least 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="maxWavelength"/> is below 1.</exception>
public sealed class SinePositionEncoding(double maxWavelength = 10_000, string? name = null) : Layer(name)
{
    /// <summary>What the wavelengths grow to, divided by 2 π.</summary>
    public double MaxWavelength { get; } = Require.Between(1, float.MaxValue, maxWavelength);

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        if (input.Rank < 3)
            throw new ShapeException(Place, $"expected [batch, …, time, features], received {input}");
        var positions = new SinePositions(MaxWavelength);
        return (x, call) => call.Run(positions, x);
    }
}
