using Valence.Execution;
using Valence.Layers;
using Valence.Operations;

namespace Valence.Models;

/// <summary>Layers one after another, each with one value in and one out.</summary>
/// <remarks>The weights exist from the first data on, or from the start where the first layer is an
/// <see cref="InputLayer"/>.</remarks>
public sealed class Sequential : Model
{
    private IReadOnlyList<Layer> _layers = [];
    private IReadOnlyList<Shape> _outputShapes = [];
    private InputLayer? _input;
    private IReadOnlyList<LayerNode>? _uses;

    /// <summary>A model of the given layers.</summary>
    public Sequential(params ReadOnlySpan<Layer> layers)
    {
        foreach (var layer in layers)
        {
            if (layer is null) throw new ArgumentNullException(nameof(layers));
            Add(layer);
        }
    }

    /// <summary>A model of the given layers under a name.</summary>
    /// <param name="layers">The layers, first to last.</param>
    /// <param name="name">The model's name.</param>
    public Sequential(IReadOnlyList<Layer> layers, string name) : base(Require.NotNull(name))
    {
        foreach (var layer in Require.NotNull(layers)) Add(layer);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => _layers;

    /// <summary>What says which data the model takes; null until it is given or seen.</summary>
    internal InputLayer? InputLayer => _input;

    /// <summary>The shape after each layer; empty before the model is built.</summary>
    internal IReadOnlyList<Shape> OutputShapes => _outputShapes;

    /// <summary>What the first layer takes, as a place in a graph.</summary>
    /// <exception cref="InvalidOperationException">Only data can tell it.</exception>
    public override SymbolicTensor Input => Uses[0].Inputs[0];

    /// <summary>What the last layer makes, as a place in a graph.</summary>
    /// <exception cref="InvalidOperationException">Only data can tell it.</exception>
    public override SymbolicTensor Output => Uses[^1].Outputs[0];

    /// <inheritdoc/>
    public override ElementType InputType => _input?.Type
        ?? (_layers.Count > 0 ? _layers[0].InputType : ElementType.Float32);

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Inputs => _input is null ? [] : [new(_input.BatchShape, _input.Type)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputNames => _input is null ? [] : [_input.Name];

    /// <inheritdoc/>
    public override Shape OutputShape => _outputShapes.Count > 0 ? _outputShapes[^1]
        : throw new InvalidOperationException($"{Place}: is not built yet.");

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames => _layers.Count > 0 ? [_layers[^1].Name] : [];

    /// <summary>Appends a layer; an <see cref="InputLayer"/> says what the model takes.</summary>
    /// <exception cref="ArgumentException">The model has the layer, or one of its name, already.</exception>
    /// <exception cref="InvalidOperationException">The model is built already, or the input layer is not the
    /// first.</exception>
    public void Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        // Others may be going through the layers, or building them.
        using var alone = Building.EnterScope();
        if (IsBuilt) throw new InvalidOperationException($"{Place}: a layer cannot be added after the model is built.");
        if (layer is not InputLayer input)
        {
            if (_layers.Contains(layer) || layer.HasGivenName && _layers.Any(other =>
                other.HasGivenName && other.Name == layer.Name))
                throw new ArgumentException($"{Place}: has a layer '{layer.Name}' already. Give the layer another "
                    + $"{nameof(Name)}, or use a {nameof(Functional)} model to use one layer twice.", nameof(layer));
            if (_layers.Count == 0 && _input is null && layer.InputShape is { } shape)
                _input = new(shape.Insert(0, Shape.Unknown), layer.InputType);
            _layers = [.. _layers, layer];
        }
        else if (_layers.Count == 0 && _input is null) _input = input;
        else throw new InvalidOperationException($"{Place}: an InputLayer comes first and once.");
    }

    // The chain as a graph, made when somebody asks for it.
    private IReadOnlyList<LayerNode> Uses
    {
        get
        {
            RequireBuilt();
            lock (Building)
            {
                if (_uses is not null) return _uses;
                var uses = new List<LayerNode>();
                var at = LayerNode.CreateInput(_input!).Outputs[0];
                foreach (var layer in _layers)
                {
                    uses.Add(LayerNode.Create(layer, UseArguments.Of(layer, [at])));
                    at = uses[^1].Outputs[0];
                }
                return _uses = uses;
            }
        }
    }

    /// <summary>The use of a layer in the chain.</summary>
    internal LayerNode? UseOf(Layer layer) => Uses.FirstOrDefault(use => ReferenceEquals(use.Layer, layer));

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs)
    {
        if (!IsBuilt) return false;
        var shape = _input!.BatchShape;
        for (var i = 0; i < _layers.Count; shape = _outputShapes[i++])
            if (!_layers[i].HasRowsApart([shape]) || _outputShapes[i].Rank == 0 || _outputShapes[i][0] != shape[0])
                return false;
        return true;
    }

    /// <inheritdoc/>
    public override int MostContinuedSteps => _layers.Min(layer => layer.MostContinuedSteps);

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length != 1) throw new ShapeException(Place, $"expected one input, received {inputs.Length}");
        if (_layers.Count == 0) throw new InvalidOperationException($"{Place}: has no layers. Add some first.");
        LayerNames.Assign(_layers);
        LayerNames.RequireUnique(_layers);
        var shapes = new List<Shape>(_layers.Count);
        var forwards = new ValueForward[_layers.Count];
        TensorSpec[] specs = [new(inputs[0], InputType)];
        for (var i = 0; i < forwards.Length; i++)
        {
            var built = _layers[i].EnsureBuilt(specs.Select(spec => spec.Shape).ToArray());
            weights.Include(built);
            forwards[i] = built.Forward;
            specs = ShapeInference.Outputs(built.Forward, specs, _layers[i].Place, _layers[i].Budget);
            shapes.Add(specs[0].Shape);
        }
        _input ??= new InputLayer(inputs[0], InputType);
        _outputShapes = shapes;
        foreach (var layer in _layers) layer.Chain = this;
        return Call;

        Values Call(Values x, CallContext call)
        {
            var (memory, given) = (StepMemory.TakingBack(call), x[0]);
            StepMemory.Hold(given);
            for (var i = 0; i < forwards.Length; i++)
            {
                var y = forwards[i](x, call);
                StepMemory.Hold(y[0]);
                if (i > 0 && !StepMemory.StandsForOthers(y)) memory?.Drop(x[0], release: true);
                x = y;
            }
            memory?.Drop(x[0], release: false);
            memory?.Drop(given, release: false);
            return x;
        }
    }

    /// <inheritdoc/>
    internal override void BuildIfPossible()
    {
        if (!IsBuilt && _input is not null && _layers.Count > 0) EnsureBuilt([_input.BatchShape]);
    }
}
