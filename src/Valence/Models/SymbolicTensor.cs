using Valence.Graphs;

namespace Valence.Models;

/// <summary>A place in a functional model's graph: an input or a layer's output, with its shape but no
/// elements.</summary>
public sealed class SymbolicTensor
{
    internal SymbolicTensor(Shape shape, ElementType type, LayerNode node, int index, KerasType? kerasType = null)
    {
        Shape = shape;
        Type = type;
        KerasType = kerasType ?? KerasTypes.Of(type);
        Node = node;
        Index = index;
    }

    /// <summary>The lengths of the axes, the batch first; −1 where unknown.</summary>
    public Shape Shape { get; }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; }

    /// <summary>What the elements are in Keras, which knows more types.</summary>
    internal KerasType KerasType { get; }

    internal LayerNode Node { get; }

    internal int Index { get; }

    /// <summary>Whether a layer that was called on it has taken its mask away, as Keras' attention of several heads
    /// does: calls after that one find none.</summary>
    internal bool IsMaskTaken { get; set; }
}
