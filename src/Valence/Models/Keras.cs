using Valence.Layers;

namespace Valence.Models;

/// <summary>Entry points that Keras keeps at its top level.</summary>
public static class Keras
{
    /// <summary>An input of a functional model.</summary>
    /// <param name="shape">The lengths of the axes without the batch; −1 where unknown.</param>
    /// <param name="type">What the elements are; ids are <see cref="ElementType.Int32"/>.</param>
    /// <param name="name">The input's name, or null for an automatic one.</param>
    public static SymbolicTensor Input(Shape shape, ElementType type = ElementType.Float32, string? name = null)
    {
        Shape batch = [Shape.Unknown];
        var layer = name is null ? new InputLayer(batch.Concat(shape), type)
            : new InputLayer(batch.Concat(shape), type) { Name = name };
        return LayerNode.CreateInput(layer).Outputs[0];
    }
}
