using Valence.Layers;

namespace Valence.Models;

/// <summary>A part of a graph that begins inside it: the same layers, used again on inputs of their own, as in
/// Keras.</summary>
internal static class GraphCopy
{
    /// <summary>The graph itself where all its inputs are inputs, otherwise the copy.</summary>
    public static (Argument Inputs, Argument Outputs) Of(Argument inputs, Argument outputs)
    {
        if (inputs.Tensors.All(input => input.Node.Layer is InputLayer)) return (inputs, outputs);
        var copies = new Dictionary<SymbolicTensor, SymbolicTensor>();
        foreach (var input in inputs.Tensors)
            copies.TryAdd(input, input.Node.Layer is InputLayer ? input
                : LayerNode.CreateInput(new(input.Shape, input.Type) { KerasType = input.KerasType }).Outputs[0]);
        var entries = inputs.Tensors.Select(input => input.Node).ToHashSet();
        foreach (var node in new GraphOrder(inputs.Tensors, outputs.Tensors).Nodes)
        {
            if (entries.Contains(node)) continue;
            var use = node.Use.Map(tensor => copies[tensor]);
            var layer = node.Layer is OperationStep step
                ? new OperationStep(step.Operation, step.Fields, use) { Name = step.Name } : node.Layer;
            var copy = LayerNode.Create(layer, use);
            for (var i = 0; i < copy.Outputs.Count; i++) copies[node.Outputs[i]] = copy.Outputs[i];
        }
        return (inputs.Map(tensor => copies[tensor]), outputs.Map(tensor => copies[tensor]));
    }
}
