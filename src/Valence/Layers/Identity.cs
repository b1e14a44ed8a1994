namespace Valence.Layers;

/// <summary>Passes its input on as it is: a place for a layer that is not there.</summary>
/// <remarks>Input and output of any shape and type; a mask passes through. No weights.</remarks>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class Identity(string? name = null) : Layer(name)
{
    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    internal override bool ReturnsInput(bool training) => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) => x;
}
