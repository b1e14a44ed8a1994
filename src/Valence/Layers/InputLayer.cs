namespace Valence.Layers;

/// <summary>Where data enters a model: it passes its input on.</summary>
/// <param name="batchShape">The lengths of the axes, the batch first; −1 where unknown.</param>
/// <param name="type">What the elements are.</param>
public sealed class InputLayer(Shape batchShape, ElementType type = ElementType.Float32) : Layer
{
    /// <summary>The lengths of the axes, the batch first; −1 where unknown.</summary>
    public Shape BatchShape { get; } = batchShape;

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; } = type;

    /// <summary>Whether Keras lets callers leave this input out; files keep it; here all are given.</summary>
    public bool Optional { get; init; }

    /// <inheritdoc/>
    public override ElementType InputType => Type;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) => x;
}
