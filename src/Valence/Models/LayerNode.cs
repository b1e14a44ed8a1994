using Valence.Layers;
using Valence.Operations;

namespace Valence.Models;

/// <summary>One use of a layer in a graph.</summary>
internal sealed class LayerNode
{
    private LayerNode(Layer layer, IReadOnlyList<SymbolicTensor> inputs)
    {
        Layer = layer;
        Inputs = inputs;
    }

    public Layer Layer { get; }

    public IReadOnlyList<SymbolicTensor> Inputs { get; }

    public IReadOnlyList<SymbolicTensor> Outputs { get; private set; } = [];

    /// <summary>Uses <paramref name="layer"/> on <paramref name="inputs"/>, building it first where it is not built.</summary>
    public static LayerNode Create(Layer layer, ReadOnlySpan<SymbolicTensor> inputs)
    {
        var node = new LayerNode(layer, inputs.ToArray());
        var built = layer.EnsureBuilt(node.Inputs.Select(input => input.Shape).ToArray());
        var outputs = ShapeInference.Outputs(built.Forward, [.. node.Inputs.Select(input => new TensorSpec(input.Shape, input.Type))]);
        node.Outputs = [.. outputs.Select((spec, i) => new SymbolicTensor(spec.Shape, spec.Type, node, i))];
        return node;
    }

    /// <summary>A graph's input.</summary>
    public static LayerNode CreateInput(InputLayer layer)
    {
        var node = new LayerNode(layer, []);
        node.Outputs = [new(layer.BatchShape, layer.Type, node, 0)];
        return node;
    }
}
