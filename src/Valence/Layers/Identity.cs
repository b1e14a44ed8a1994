namespace Valence.Layers;

/// <summary>Passes its input on as it is: a place for a layer that is not there.</summary>
/// <remarks>Input and output of any shape and type; a mask passes through. No weights.</remarks>
public sealed class Identity : Layer
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
