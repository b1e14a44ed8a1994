using System.Globalization;
using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Randomness;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>Where a layer being built gets its weights, child layers and random purposes; scopes carry Keras' attribute
/// names.</summary>
public sealed class WeightFactory
{
    private readonly string _scope;
    private readonly List<Weight> _weights;
    private readonly List<Weight> _states;
    private readonly List<RandomStream> _streams;
    private readonly ILayerBudget? _budget;

    internal WeightFactory(string scope, List<Weight> weights, List<Weight> states, List<RandomStream> streams,
        ILayerBudget? budget = null)
    {
        _budget = budget;
        _scope = scope;
        _weights = weights;
        _states = states;
        _streams = streams;
    }

    /// <summary>A weight that the optimizer trains.</summary>
    /// <param name="name">Keras' name: <c>kernel</c>, <c>bias</c>, <c>gamma</c>, …</param>
    /// <param name="shape">The lengths of its axes.</param>
    /// <param name="initializer">What it holds at first.</param>
    /// <param name="regularizer">A penalty on it, or null.</param>
    /// <param name="constraint">A projection after each step, or null.</param>
    public Weight Add(string name, Shape shape, Initializer initializer, Regularizer? regularizer = null,
        Constraint? constraint = null) =>
        Add(name, shape, initializer, isState: false, regularizer, constraint);

    /// <summary>A weight that the optimizer trains and that may get a low-rank addition, which the layer's calls
    /// then make too (<see cref="MatrixWeightCalls"/>).</summary>
    internal Weight AddMatrix(string name, Shape shape, Initializer initializer, Regularizer? regularizer = null,
        Constraint? constraint = null)
    {
        var weight = Add(name, shape, initializer, regularizer, constraint);
        weight.MayHaveAddition = true;
        return weight;
    }

    /// <summary>State that the layer assigns through its call's context.</summary>
    public Weight AddState(string name, Shape shape, Initializer initializer) =>
        Add(name, shape, initializer, isState: true, null, null);

    /// <summary>Random draws of one purpose (dropout, noise) of this layer, independent of all others.</summary>
    /// <param name="name">The purpose.</param>
    /// <param name="seed">The user's own seed, which then takes the place of the layer's name; null for none.</param>
    public RandomStream AddRandom(string name, int? seed = null)
    {
        var stream = new RandomStream(_scope + name);
        if (seed is { } own)
            stream.Purpose = CounterRandom.Purpose(string.Create(CultureInfo.InvariantCulture, $"seed {own}/{name}"));
        _streams.Add(stream);
        return stream;
    }

    /// <summary>The factory of a part whose weights are named <c>scope/…</c>.</summary>
    public WeightFactory Scope(string scope) => new($"{_scope}{scope}/", _weights, _states, _streams, _budget);

    /// <summary>Builds <paramref name="layer"/> as a part of this one, its weights named <c>scope/…</c>; an already
    /// built layer is shared.</summary>
    public ValueForward Child(string scope, Layer layer, params ReadOnlySpan<Shape> inputs) =>
        Built(scope, layer, inputs).Forward;

    /// <inheritdoc cref="Child"/>
    internal BuiltLayer Built(string scope, Layer layer, params ReadOnlySpan<Shape> inputs)
    {
        layer.Budget ??= _budget;
        var built = layer.EnsureBuilt(inputs, $"{_scope}{scope}/");
        Include(built);
        return built;
    }

    /// <summary>State whose place among the weights is after <paramref name="weight"/>, which comes first: Keras counts
    /// a weight of a part that a layer holds itself among the layer's own.</summary>
    internal Weight AddStateAfter(Weight weight, string name, Shape shape, Initializer initializer)
    {
        var state = AddState(name, shape, initializer);
        _weights.Remove(state);
        _weights.Remove(weight);
        _weights.InsertRange(0, [weight, state]);
        return state;
    }

    /// <summary>What one call leaves for the next, zeros at first: neither files nor the model's weights hold it, and a
    /// session has its own.</summary>
    internal Weight AddCarried(string name, Shape shape)
    {
        var state = Allocate(name, shape, Initializer.Zeros, isState: true, null, null, new());
        _states.Add(state);
        return state;
    }

    /// <summary>Makes the weights of a built layer this layer's too.</summary>
    internal void Include(BuiltLayer built)
    {
        foreach (var weight in built.Weights)
            if (!_weights.Contains(weight)) _weights.Add(weight);
        foreach (var state in built.States)
            if (!_states.Contains(state)) _states.Add(state);
        foreach (var stream in built.Streams)
            if (!_streams.Contains(stream)) _streams.Add(stream);
    }

    private Weight Add(string name, Shape shape, Initializer initializer, bool isState, Regularizer? regularizer,
        Constraint? constraint)
    {
        if (!shape.IsKnown)
            throw new ShapeException("weights", $"expected known axes for '{_scope}{name}', received {shape}. Give "
                + "the model's input a fixed length");
        var weight = Allocate(name, shape, initializer, isState, regularizer, constraint);
        _weights.Add(weight);
        return weight;
    }

    private Weight Allocate(string name, Shape shape, Initializer initializer, bool isState, Regularizer? regularizer,
        Constraint? constraint, Lock? carried = null)
    {
        _budget?.SpendParameters(_scope + name, shape);
        if (shape.Elements > HostMemory.MaxCount)
            throw new OverflowException($"Expected weights of at most {HostMemory.MaxCount} elements, as an array has "
                + $"no more; '{_scope}{name}' {shape} has {shape.Product}. Make the layer smaller, or take several "
                    + "smaller ones in its place.");
        return new(_scope + name, shape, initializer, isState, regularizer, constraint) { Carried = carried };
    }
}
