using Valence.Layers;

namespace Valence.Models;

/// <summary>The nodes and layers between a graph's inputs and outputs, in the order in which Keras lists them: deepest first, and as first met from the outputs among equals.</summary>
internal sealed class GraphOrder
{
    private readonly HashSet<LayerNode> _visiting = [];
    private readonly List<LayerNode> _finished = [];
    private readonly Dictionary<Layer, int> _met = [];
    private readonly IReadOnlyList<SymbolicTensor> _inputs;

    public GraphOrder(IReadOnlyList<SymbolicTensor> inputs, IReadOnlyList<SymbolicTensor> outputs)
    {
        _inputs = inputs;
        foreach (var output in outputs) Visit(output.Node);
        var depths = Depths(outputs);
        foreach (var input in inputs)
            if (depths.TryAdd(input.Node.Layer, 0)) _met[input.Node.Layer] = -1;
        Layers = [.. depths.OrderByDescending(entry => entry.Value).ThenBy(entry => _met[entry.Key]).Select(entry => entry.Key)];
        Nodes = _finished;
    }

    /// <summary>The layers in Keras' order.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The nodes, each after those it depends on.</summary>
    public IReadOnlyList<LayerNode> Nodes { get; }

    private void Visit(LayerNode node)
    {
        if (_finished.Contains(node)) return;
        if (!_visiting.Add(node)) throw new ArgumentException($"The graph has a cycle through layer '{node.Layer.Name}'.");
        _met.TryAdd(node.Layer, _met.Count);
        if (node.Layer is InputLayer && !_inputs.Any(input => input.Node == node))
            throw new ArgumentException($"An output depends on the input '{node.Layer.Name}', which is not among the model's inputs. List it.");
        if (!_inputs.Any(input => input.Node == node))
            foreach (var input in node.Inputs) Visit(input.Node);
        _finished.Add(node);
    }

    private Dictionary<Layer, int> Depths(IReadOnlyList<SymbolicTensor> outputs)
    {
        var nodes = new Dictionary<LayerNode, int>();
        var layers = new Dictionary<Layer, int>();
        for (var i = _finished.Count - 1; i >= 0; i--)
        {
            var node = _finished[i];
            var depth = Math.Max(nodes.GetValueOrDefault(node), layers.GetValueOrDefault(node.Layer));
            layers[node.Layer] = depth;
            nodes[node] = depth;
            if (_inputs.Any(input => input.Node == node)) continue;
            foreach (var input in node.Inputs) nodes[input.Node] = Math.Max(nodes.GetValueOrDefault(input.Node), depth + 1);
        }
        // Keras puts all inputs of a graph at the depth of their own first use, which the walk has found.
        return layers;
    }
}
