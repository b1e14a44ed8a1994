using Valence.Layers;

namespace Valence.Models;

/// <summary>The uses and layers between a graph's inputs and outputs, in the order in which Keras lists and runs them:
/// deepest first, and as first met from the outputs among equals.</summary>
internal sealed class GraphOrder
{
    private readonly HashSet<LayerNode> _visiting = [];
    private readonly List<LayerNode> _finished = [];
    private readonly Dictionary<Layer, int> _met = [];
    private readonly HashSet<LayerNode> _done = [];
    private readonly HashSet<LayerNode> _inputs;

    public GraphOrder(IEnumerable<SymbolicTensor> inputs, IEnumerable<SymbolicTensor> outputs)
    {
        _inputs = [.. inputs.Select(input => input.Node)];
        foreach (var output in outputs) Visit(output.Node);
        var (layers, nodes) = Depths();
        foreach (var input in inputs)
            if (layers.TryAdd(input.Node.Layer, 0))
            {
                _met[input.Node.Layer] = -1;
                nodes[input.Node] = 0;
            }
        Layers = [.. layers.OrderByDescending(entry => entry.Value).ThenBy(entry => _met[entry.Key])
            .Select(entry => entry.Key)];
        Nodes = [.. nodes.OrderByDescending(entry => entry.Value).Select(entry => entry.Key)];
    }

    /// <summary>The layers and operations in Keras' order.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The uses as the walk from the outputs ended with them, by which those of one layer are
    /// numbered.</summary>
    public IReadOnlyList<LayerNode> Uses => _finished;

    /// <summary>The uses in the order in which Keras runs them, each after those it depends on.</summary>
    public IReadOnlyList<LayerNode> Nodes { get; }

    // With a stack of its own, so that a long chain of layers is no deep recursion.
    private void Visit(LayerNode last)
    {
        var path = new Stack<(LayerNode Node, int Next)>();
        Enter(last, path);
        while (path.TryPop(out var step))
        {
            if (step.Next < Before(step.Node).Count)
            {
                path.Push((step.Node, step.Next + 1));
                Enter(Before(step.Node)[step.Next].Node, path);
                continue;
            }
            _visiting.Remove(step.Node);
            _done.Add(step.Node);
            _finished.Add(step.Node);
        }
    }

    private void Enter(LayerNode node, Stack<(LayerNode Node, int Next)> path)
    {
        if (_done.Contains(node)) return;
        if (!_visiting.Add(node))
            throw new ArgumentException($"The graph has a cycle through layer '{node.Layer.Name}'.");
        _met.TryAdd(node.Layer, _met.Count);
        if (node.Layer is InputLayer && !_inputs.Contains(node))
            throw new ArgumentException($"An output depends on the input '{node.Layer.Name}', which is not among the "
                + "model's inputs. List it.");
        path.Push((node, 0));
    }

    private IReadOnlyList<SymbolicTensor> Before(LayerNode node) => _inputs.Contains(node) ? [] : node.Inputs;

    // Keras puts the uses of a layer that come before others in this walk no higher than those: the layer's depth is
    // that of its deepest use so far. Entries keep the order in which they were first met here, as in Keras.
    private (Dictionary<Layer, int> Layers, Dictionary<LayerNode, int> Nodes) Depths()
    {
        var nodes = new Dictionary<LayerNode, int>();
        var layers = new Dictionary<Layer, int>();
        for (var i = _finished.Count - 1; i >= 0; i--)
        {
            var node = _finished[i];
            var depth = Math.Max(nodes.GetValueOrDefault(node), layers.GetValueOrDefault(node.Layer));
            layers[node.Layer] = depth;
            nodes[node] = depth;
            foreach (var input in Before(node))
                nodes[input.Node] = Math.Max(nodes.GetValueOrDefault(input.Node), depth + 1);
        }
        return (layers, nodes);
    }
}
