using Valence.Layers;
using Valence.Operations;

namespace Valence.Models;

/// <summary>One use of a layer or operation in a graph.</summary>
internal sealed class LayerNode
{
    private LayerNode(Layer layer, UseArguments arguments)
    {
        Layer = layer;
        Use = arguments;
        var bound = arguments.Bind(layer);
        (Arguments, Masks, Training) = bound;
        Inputs = [.. arguments.Tensors];
        // Keras keeps the mask of the only argument of a use with the graph, and those of all inputs of a model; of
        // other layers' several it asks when the graph runs, and where nothing was said to be the mask.
        KeepsMask = (arguments.IsSingleTensor || layer is Model) && layer.HasMaskArgument
            && arguments.Kwargs.GetValueOrDefault(UseArguments.Mask) is not Argument.Nothing;
    }

    public Layer Layer { get; }

    /// <summary>The use as code or a file spells it.</summary>
    public UseArguments Use { get; }

    /// <summary>What the layer takes, in its order.</summary>
    public IReadOnlyList<UseInput> Arguments { get; }

    /// <summary>Masks that are given as values of the graph, one an argument (null where it has its own); empty where
    /// none is given.</summary>
    public IReadOnlyList<UseInput?> Masks { get; }

    /// <summary>Whether the layer works as in training in this use; null for as the model.</summary>
    public bool? Training { get; }

    /// <summary>All places of the graph that the use reads, in the order in which Keras walks them.</summary>
    public IReadOnlyList<SymbolicTensor> Inputs { get; }

    /// <summary>Whether the mask of the only argument, or of a model's, counts even where another layer has taken it
    /// away before.</summary>
    public bool KeepsMask { get; }

    public IReadOnlyList<SymbolicTensor> Outputs { get; private set; } = [];

    /// <summary>Whether the rows of the batch stay apart in this use where those of its inputs are: it works as the
    /// model does, and no array stands where a layer has a batch.</summary>
    public bool KeepsRowsApart => Layer is InputLayer || Training is not true
        && Arguments.All(input => input.Symbol is not null)
        && Masks.All(mask => mask is not { Constant: not null })
        && Outputs.All(output => output.Shape is [Shape.Unknown, ..])
        && Layer.HasRowsApart(Arguments.Select(input => input.Spec.Shape).ToArray());

    /// <summary>Uses <paramref name="layer"/> with the given arguments, building it first where it is not
    /// built.</summary>
    /// <exception cref="ArgumentException">The layer does not take one of them.</exception>
    public static LayerNode Create(Layer layer, UseArguments arguments)
    {
        var node = new LayerNode(layer, arguments);
        var built = layer.EnsureBuilt(node.Arguments.Select(input => input.Spec.Shape).ToArray());
        var outputs = ShapeInference.Outputs(built.Forward, [.. node.Arguments.Select(input => input.Spec)],
            layer.Place, layer.Budget);
        var types = (layer as OperationStep)?.Types;
        node.Outputs = [.. outputs.Select((spec, i) => new SymbolicTensor(spec.Shape, spec.Type, node, i, types?[i]))];
        layer.FirstUse = node;
        return node;
    }

    /// <summary>A graph's input.</summary>
    public static LayerNode CreateInput(InputLayer layer)
    {
        var node = new LayerNode(layer, UseArguments.None);
        node.Outputs = [new(layer.BatchShape, layer.Type, node, 0, layer.KerasType)];
        layer.FirstUse = node;
        return node;
    }
}
