using System.Buffers;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;

namespace Valence.Models;

/// <summary>A graph of layers from one or several inputs to one or several outputs.</summary>
public sealed class Functional : Model
{
    private readonly IReadOnlyList<SymbolicTensor> _inputs;
    private readonly IReadOnlyList<SymbolicTensor> _outputs;
    private readonly IReadOnlyList<LayerNode> _nodes;

    /// <summary>A model with one input and one output.</summary>
    public Functional(SymbolicTensor input, SymbolicTensor output) : this([input], [output])
    {
    }

    /// <summary>A model from <paramref name="inputs"/> to <paramref name="outputs"/>, holding the layers between
    /// them.</summary>
    /// <exception cref="ArgumentException">An output depends on an input that is not listed.</exception>
    public Functional(IReadOnlyList<SymbolicTensor> inputs, IReadOnlyList<SymbolicTensor> outputs)
    {
        _inputs = inputs;
        _outputs = outputs;
        var order = new GraphOrder(inputs, outputs);
        _nodes = order.Nodes;
        Layers = order.Layers;
        Naming.Assign(Layers);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers { get; }

    /// <inheritdoc/>
    public override ElementType InputType => _inputs[0].Type;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Inputs =>
        [.. _inputs.Select(input => new TensorSpec(input.Shape, input.Type))];

    /// <inheritdoc/>
    public override Shape OutputShape => _outputs[0].Shape;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames => [.. _outputs.Select(output => output.Node.Layer.Name)];

    /// <summary>The places where data enters.</summary>
    public IReadOnlyList<SymbolicTensor> InputTensors => _inputs;

    /// <summary>The places whose values the model returns.</summary>
    public IReadOnlyList<SymbolicTensor> OutputTensors => _outputs;

    internal IReadOnlyList<LayerNode> Nodes => _nodes;

    /// <summary>Whether each layer has one use that reads the one before: then it is a sequence in all but
    /// name.</summary>
    internal bool IsChain => _nodes.Count == Layers.Count && _nodes.All(node => node.Inputs.Count <= 1)
        && _nodes.SelectMany(node => node.Inputs).GroupBy(input => input).All(group => group.Count() == 1);

    /// <summary>The number of a node among the uses of its layer.</summary>
    internal int UseOf(LayerNode node) => _nodes.Where(other => other.Layer == node.Layer)
        .TakeWhile(other => other != node).Count();

    /// <summary>A model over the same layers that returns the value of a layer inside: intermediate outputs.</summary>
    /// <param name="layer">The name of one of <see cref="Layers"/>; its first use counts.</param>
    public Functional UpTo(string layer) =>
        new(_inputs, _nodes.First(node => node.Layer == GetLayer(layer)).Outputs) { Seed = Seed };

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        foreach (var layer in Layers)
            if (layer is not InputLayer) weights.Include(layer.EnsureBuilt([]));
        // Each symbolic tensor has a slot; a node reads and writes slots.
        var slots = new Dictionary<SymbolicTensor, int>();
        foreach (var tensor in _inputs.Concat(_nodes.SelectMany(node => node.Outputs)))
            slots.TryAdd(tensor, slots.Count);
        var steps = _nodes.Where(node => node.Layer is not InputLayer).Select(node => new Step(
            node.Layer.EnsureBuilt([]).Forward,
            [.. node.Arguments.Select(input => slots[input])],
            node.Masks.Count == 0 ? null : [.. node.Masks.Select(mask => mask is null ? -1 : slots[mask])],
            [.. node.Outputs.Select(output => slots[output])])).ToArray();
        var sources = _inputs.Select(input => slots[input]).ToArray();
        var results = _outputs.Select(output => slots[output]).ToArray();
        var count = slots.Count;
        return Call;

        Values Call(Values x, CallContext call)
        {
            if (x.Count != sources.Length)
                throw new ShapeException(Place, $"expected {sources.Length} inputs, received {x.Count}");
            var values = ArrayPool<Value>.Shared.Rent(count);
            try
            {
                for (var i = 0; i < sources.Length; i++) values[sources[i]] = x[i];
                foreach (var step in steps)
                {
                    var y = step.Forward(step.Masks is null ? Collect(values, step.Inputs)
                        : Masked(values, step.Inputs, step.Masks), call);
                    for (var i = 0; i < step.Outputs.Length; i++) values[step.Outputs[i]] = y[i];
                }
                return Collect(values, results);
            }
            finally
            {
                ArrayPool<Value>.Shared.Return(values, clearArray: true);
            }
        }
    }

    /// <inheritdoc/>
    internal override void BuildIfPossible()
    {
        if (!IsBuilt) EnsureBuilt([.. _inputs.Select(input => input.Shape)]);
    }

    private static Values Collect(Value[] values, int[] slots)
    {
        switch (slots.Length)
        {
            case 1: return [values[slots[0]]];
            case 2: return [values[slots[0]], values[slots[1]]];
            case 3: return [values[slots[0]], values[slots[1]], values[slots[2]]];
            default:
                // No closure: it would be allocated on every call, whatever the number of slots.
                var collected = new Value[slots.Length];
                for (var i = 0; i < slots.Length; i++) collected[i] = values[slots[i]];
                return Values.Create(collected);
        }
    }

    private static Values Masked(Value[] values, int[] slots, int[] masks)
    {
        switch (slots.Length)
        {
            case 1: return [At(0)];
            case 2: return [At(0), At(1)];
            case 3: return [At(0), At(1), At(2)];
            default: return Values.Create([.. Enumerable.Range(0, slots.Length).Select(At)]);
        }

        Value At(int i) => i < masks.Length && masks[i] >= 0 ? values[slots[i]] with { Mask = values[masks[i]].Tensor }
            : values[slots[i]];
    }

    private sealed record Step(ValueForward Forward, int[] Inputs, int[]? Masks, int[] Outputs);
}
