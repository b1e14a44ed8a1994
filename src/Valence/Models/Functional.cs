using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Operations;

namespace Valence.Models;

/// <summary>A graph of layers from one or several inputs to one or several outputs.</summary>
public sealed class Functional : Model
{
    private readonly IReadOnlyList<SymbolicTensor> _inputs;
    private readonly IReadOnlyList<SymbolicTensor> _outputs;
    private readonly IReadOnlyList<LayerNode> _nodes;
    private readonly ILookup<Layer, LayerNode> _uses;
    private readonly Dictionary<LayerNode, int> _numbers;

    /// <summary>A model from <paramref name="inputs"/> to <paramref name="outputs"/>, holding the layers between them.
    /// Each is one place of the graph, a list, or a dictionary.</summary>
    /// <param name="inputs">What the model takes.</param>
    /// <param name="outputs">What it gives.</param>
    /// <param name="name">The model's name; an automatic one when null.</param>
    /// <exception cref="ArgumentException">An output depends on an input that is not listed, an input is listed twice,
    /// or two layers have one name.</exception>
    public Functional(Symbols inputs, Symbols outputs, string? name = null) : base(name)
    {
        (InputStructure, OutputStructure) = GraphCopy.Of(inputs.Required(nameof(inputs)),
            outputs.Required(nameof(outputs)));
        _inputs = [.. InputStructure.Tensors];
        _outputs = [.. OutputStructure.Tensors];
        if (_inputs.Count == 0 || _outputs.Count == 0)
            throw new ArgumentException($"Expected at least one input and one output, received {_inputs.Count} and "
                + $"{_outputs.Count}.");
        if (_inputs.Distinct().Count() < _inputs.Count)
            throw new ArgumentException("Expected each input once, received one of them twice.", nameof(inputs));
        var order = new GraphOrder(_inputs, _outputs);
        _nodes = order.Nodes;
        _uses = order.Uses.Union(_nodes).ToLookup(node => node.Layer);
        _numbers = _uses.SelectMany(uses => uses.Select((node, i) => KeyValuePair.Create(node, i))).ToDictionary();
        Steps = order.Layers;
        Layers = [.. Steps.Where(step => step is not OperationStep)];
        lock (Building) LayerNames.Assign(Steps);
        LayerNames.RequireUnique(Steps);
        LayerBounds.Require(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers { get; }

    /// <summary>The first input of the graph.</summary>
    public override SymbolicTensor Input => _inputs[0];

    /// <summary>The first output of the graph.</summary>
    public override SymbolicTensor Output => _outputs[0];

    /// <inheritdoc/>
    public override ElementType InputType => _inputs[0].Type;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Inputs =>
        [.. _inputs.Select(input => new TensorSpec(input.Shape, input.Type))];

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputNames => Names(InputStructure, _inputs);

    /// <inheritdoc/>
    public override Shape OutputShape => _outputs[0].Shape;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames => Names(OutputStructure, _outputs);

    /// <summary>The places where data enters.</summary>
    public IReadOnlyList<SymbolicTensor> InputTensors => _inputs;

    /// <summary>The places whose values the model returns.</summary>
    public IReadOnlyList<SymbolicTensor> OutputTensors => _outputs;

    /// <summary>The class and settings of which the graph was made, where a file had these alone; null otherwise, and
    /// where some layers are frozen, which settings cannot say.</summary>
    internal (string ClassName, JsonObject Settings)? MadeFrom
    {
        get => Layers.All(layer => layer is Model or InputLayer || layer.Trainable == Trainable) ? field : null;
        init;
    }

    /// <inheritdoc/>
    public override string KerasName => MadeFrom?.ClassName ?? base.KerasName;

    /// <summary>The lists and dictionaries of inputs.</summary>
    internal Argument InputStructure { get; }

    /// <summary>The lists and dictionaries of outputs.</summary>
    internal Argument OutputStructure { get; }

    /// <summary>The layers and the operations between them, in Keras' order.</summary>
    internal IReadOnlyList<Layer> Steps { get; }

    internal IReadOnlyList<LayerNode> Nodes => _nodes;

    /// <inheritdoc/>
    internal override long UseCount => 1 + _nodes.Count;

    /// <summary>Whether each layer has one use that reads the one before: then it is a sequence in all but
    /// name.</summary>
    internal bool IsChain => _nodes.Count == Steps.Count && _nodes.All(node => node.Inputs.Count <= 1)
        && _nodes.SelectMany(node => node.Inputs).GroupBy(input => input).All(group => group.Count() == 1);

    /// <summary>The number of a node among the uses of its layer.</summary>
    internal int UseOf(LayerNode node) => _numbers[node];

    /// <summary>The uses of a layer, by their numbers.</summary>
    internal IEnumerable<LayerNode> UsesOf(Layer layer) => _uses[layer];

    /// <summary>A model over the same layers that returns the value of a layer inside: intermediate outputs.</summary>
    /// <param name="layer">The name of one of <see cref="Layers"/>; its first use counts.</param>
    public Functional UpTo(string layer) =>
        new(Symbols.From(InputStructure), Symbols.Of(_nodes.First(node => node.Layer == GetLayer(layer)).Outputs))
        {
            Seed = Seed,
        };

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length != _inputs.Count) return false;
        for (var i = 0; i < inputs.Length; i++)
            if (_inputs[i].Shape is not [Shape.Unknown, ..] || inputs[i].Rank != _inputs[i].Shape.Rank) return false;
        return _nodes.All(node => node.KeepsRowsApart);
    }

    /// <inheritdoc/>
    public override int MostContinuedSteps
    {
        get
        {
            // What does not depend on the first input is whole in each call.
            var (most, given) = (int.MaxValue, new HashSet<SymbolicTensor> { _inputs[0] });
            foreach (var node in _nodes.Where(node => node.Inputs.Any(given.Contains)))
            {
                most = node.Masks.Count > 0 ? 0 : Math.Min(most, node.Inputs.Skip(1).Any(given.Contains)
                    ? node.Layer.MostContinuedSteps : node.Layer.MostContinuedQueries);
                given.UnionWith(node.Outputs);
            }
            return most;
        }
    }

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        foreach (var layer in Layers)
            if (layer is not InputLayer) weights.Include(layer.EnsureBuilt([]));
        var graph = new GraphForward(_inputs, _nodes, _outputs, training: false);
        // What gives back the very input in prediction alone shares the loss of its mask there alone.
        var trained = !_nodes.Any(node => node.Layer.TakesMasks) || _nodes.All(node => node.Layer.ReturnsInput(true)
            || !node.Layer.ReturnsInput(false)) ? graph : new GraphForward(_inputs, _nodes, _outputs, training: true);
        return (x, call) => x.Count == _inputs.Count ? (call.Training ? trained : graph).Run(x, call)
            : throw new ShapeException(Place, $"expected {_inputs.Count} inputs, received {x.Count}");
    }

    /// <inheritdoc/>
    internal override void BuildIfPossible()
    {
        if (!IsBuilt) EnsureBuilt([.. _inputs.Select(input => input.Shape)]);
    }

    // As in Keras, what is in a dictionary goes by its key, and what is in a list by its layer.
    private static IReadOnlyList<string> Names(Argument structure, IReadOnlyList<SymbolicTensor> tensors) =>
        structure is Argument.Dict ? [.. structure.Paths] : [.. tensors.Select(tensor => tensor.Node.Layer.Name)];
}
