using Valence.Layers;
using Valence.Operations;

namespace Valence.Models;

/// <summary>One use of a layer in a graph.</summary>
internal sealed class LayerNode
{
    private LayerNode(Layer layer, IReadOnlyList<SymbolicTensor> arguments, IReadOnlyList<SymbolicTensor?> masks)
    {
        Layer = layer;
        Arguments = arguments;
        Masks = masks;
        Inputs = [.. arguments, .. masks.OfType<SymbolicTensor>()];
    }

    public Layer Layer { get; }

    /// <summary>What the layer takes.</summary>
    public IReadOnlyList<SymbolicTensor> Arguments { get; }

    /// <summary>Masks that are given as values of the graph, one an argument (null where it keeps its own); empty where
    /// none is given.</summary>
    public IReadOnlyList<SymbolicTensor?> Masks { get; }

    /// <summary>All that the use reads: the arguments, then the masks that are given.</summary>
    public IReadOnlyList<SymbolicTensor> Inputs { get; }

    public IReadOnlyList<SymbolicTensor> Outputs { get; private set; } = [];

    /// <summary>Uses <paramref name="layer"/> on <paramref name="inputs"/>, building it first where it is not
    /// built.</summary>
    public static LayerNode Create(Layer layer, ReadOnlySpan<SymbolicTensor> inputs,
        IReadOnlyList<SymbolicTensor?>? masks = null)
    {
        var node = new LayerNode(layer, inputs.ToArray(), masks ?? []);
        var built = layer.EnsureBuilt(node.Arguments.Select(input => input.Shape).ToArray());
        var outputs = ShapeInference.Outputs(built.Forward,
            [.. node.Arguments.Select(input => new TensorSpec(input.Shape, input.Type))]);
        node.Outputs = [.. outputs.Select((spec, i) => new SymbolicTensor(spec.Shape, spec.Type, node, i))];
        return node;
    }

    /// <summary>A graph's input.</summary>
    public static LayerNode CreateInput(InputLayer layer)
    {
        var node = new LayerNode(layer, [], []);
        node.Outputs = [new(layer.BatchShape, layer.Type, node, 0)];
        return node;
    }
}
