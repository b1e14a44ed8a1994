using Valence.Operations;

namespace Valence.Layers;

/// <summary>Exponential linear unit: <c>x</c> where positive, <c>alpha (eˣ − 1)</c> elsewhere (Clevert et al.,
/// 2015).</summary>
/// <remarks>Input and output <c>[batch, …]</c>; a mask passes through. No weights.</remarks>
/// <param name="alpha">What the negative side tends to, negated.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Elu(double alpha = 1, string? name = null) : Layer(name)
{
    /// <inheritdoc/>
    public override string KerasName => "ELU";

    /// <summary>What the negative side tends to, negated.</summary>
    public double Alpha { get; init; } = alpha;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) => call.Elu(x, (float)Alpha);
}
