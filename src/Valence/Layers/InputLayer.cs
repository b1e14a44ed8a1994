namespace Valence.Layers;

/// <summary>Where data enters a model: it passes its input on.</summary>
/// <param name="batchShape">The lengths of the axes, the batch first; −1 where unknown.</param>
/// <param name="type">What the elements are.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class InputLayer(Shape batchShape, ElementType type = ElementType.Float32, string? name = null)
    : Layer(name)
{
    /// <summary>The lengths of the axes, the batch first; −1 where unknown.</summary>
    public Shape BatchShape { get; } = batchShape;

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; } = type;

    /// <summary>The element type in Keras, which knows more of them.</summary>
    internal KerasType KerasType { get; init; } = KerasTypes.Of(type);

    /// <summary>An input whose elements have one of Keras' types.</summary>
    internal static InputLayer Of(Shape batchShape, KerasType type, bool optional = false) =>
        new(batchShape, type.Storage) { KerasType = type, Optional = optional };

    /// <summary>Whether Keras lets callers leave this input out; files keep it, and here every input is
    /// given.</summary>
    public bool Optional { get; init; }

    /// <inheritdoc/>
    public override ElementType InputType => Type;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override int MostContinuedSteps => int.MaxValue;

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights) => (x, call) => x;
}
