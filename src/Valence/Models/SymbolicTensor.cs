namespace Valence.Models;

/// <summary>A place in a functional model's graph: an input or a layer's output, with its shape but no
/// elements.</summary>
public sealed class SymbolicTensor
{
    internal SymbolicTensor(Shape shape, ElementType type, LayerNode node, int index)
    {
        Shape = shape;
        Type = type;
        Node = node;
        Index = index;
    }

    /// <summary>The lengths of the axes, the batch first; −1 where unknown.</summary>
    public Shape Shape { get; }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; }

    internal LayerNode Node { get; }

    internal int Index { get; }
}
