using Valence.Backends;
using Valence.Execution;
using Valence.Models;
using Valence.Operations;
using Valence.Randomness;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>A description in Keras' words; building it makes named weights and a forward function that reads like its
/// formula.</summary>
/// <remarks>
/// A layer of one tensor in and one out overrides <see cref="Build(Shape, WeightFactory)"/>; one that uses masks or
/// several values overrides
/// <see cref="Build(ReadOnlySpan{Shape}, WeightFactory)"/>. Neither contains gradient code. An instance is built once
/// and then shared wherever it is used.
/// </remarks>
public abstract class Layer
{
    private volatile BuiltLayer? _built;
    private int[] _ranks = [];
    private string? _name;
    private bool _isFrozen;
    private bool _freezesWeights;
    private LayerNode? _firstUse;
    private Sequential? _chain;

    /// <summary>A layer that is not built.</summary>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    /// <param name="inputShape">See <see cref="InputShape"/>.</param>
    protected Layer(string? name = null, Shape? inputShape = null)
    {
        _name = name is null ? null : Naming.Required(name);
        InputShape = inputShape;
    }

    /// <summary>A layer without weights that is used as a function, such as <c>new LeakyReLU(0.1f)</c>.</summary>
    /// <exception cref="ArgumentException">The layer has weights; it is refused when it is first applied.</exception>
    public static implicit operator ActivationFunction(Layer layer) =>
        new(new LayerActivation(Valence.Require.NotNull(layer)));

    /// <summary>The shape of the inputs without the batch, −1 where unknown, for a layer that begins a
    /// <see cref="Sequential"/>: its weights then exist at once. Elsewhere inputs of another shape are
    /// refused.</summary>
    public Shape? InputShape { get; init; }

    /// <summary>The name in summaries, errors and files; a model gives its layers names such as <c>dense_1</c> where
    /// none was set. 1 to 500 characters, at most 1,000 bytes of UTF-8, without slashes, control and formatting
    /// characters.</summary>
    /// <exception cref="ArgumentException">It is set to something else.</exception>
    public string Name
    {
        get => _name ?? Naming.SnakeCase(KerasName);
        init => _name = Naming.Required(value);
    }

    /// <summary>Keras' name of the layer's class, such as <c>LSTM</c>.</summary>
    public virtual string KerasName => GetType().Name;

    /// <summary>Whether training changes the layer's weights; true by default. Setting it sets the layers inside and
    /// the weights too, as in Keras.</summary>
    /// <remarks>A frozen layer's weights stay as they are, and a frozen <see cref="BatchNormalization"/> works as in
    /// inference even while the model trains. A layer added to a frozen model later keeps its own setting.</remarks>
    public bool Trainable
    {
        get => !_isFrozen;
        set
        {
            (_isFrozen, _freezesWeights) = (!value, !value);
            foreach (var weight in Weights)
                if (!weight.IsState) weight.Trainable = value;
            foreach (var child in Children) child.Trainable = value;
        }
    }

    /// <summary>Whether training forgets what the layer's call made, but for its outputs, and makes it again for the
    /// gradient: less memory for more time, with the same bits; false by default. Keras' <c>RematScope</c>.</summary>
    /// <remarks>It is worth it for a part with much inside, such as a block of a transformer or a model in another.
    /// Inside such a part it changes nothing, nor outside of training, nor on a tape. Files do not hold it, as in
    /// Keras.</remarks>
    public bool Remat { get; set; }

    /// <summary>Adds a penalty on the layer's output to the loss, divided by the batch size as in Keras; null for
    /// none.</summary>
    public Regularizer? ActivityRegularizer { get; set; }

    /// <summary>Keras' names of the call's tensor arguments, in the order in which the layer takes them as
    /// inputs.</summary>
    public virtual IReadOnlyList<string> CallArguments => ["inputs"];

    /// <summary>Whether Keras passes the inputs as one list, as merging layers take them.</summary>
    public virtual bool TakesList => false;

    /// <summary>Keras' names of all arguments of the call, in Keras' order: those that are tensors, masks, and
    /// others.</summary>
    internal virtual IReadOnlyList<string> CallParameters =>
        HasMaskArgument ? [.. CallArguments, UseArguments.Mask] : CallArguments;

    /// <summary>Whether the last of <see cref="CallArguments"/> is a list: states, of which there may be
    /// several.</summary>
    internal virtual bool TakesStates => false;

    /// <summary>Whether an argument that a use leaves out before one that it gives is a number without axes among the
    /// inputs; otherwise the argument before it stands there, as attention's value does for its key.</summary>
    internal virtual bool LeavesArgumentsOut => false;

    /// <summary>Whether the call takes a mask as an argument, Keras' <c>call(self, inputs, mask=None)</c>, so that the
    /// layer uses one; false unless overridden.</summary>
    public virtual bool HasMaskArgument => false;

    /// <summary>Whether the layer uses the masks of its inputs that only a run knows; where its call takes a mask,
    /// unless overridden.</summary>
    internal virtual bool AsksForMasks => HasMaskArgument;

    /// <summary>Whether the layer takes the masks of its inputs away from uses after it, as Keras' attention of several
    /// heads does.</summary>
    internal virtual bool TakesMasks => false;

    /// <summary>Whether Keras' layer gives back its input itself, and no other value, in training or
    /// prediction.</summary>
    internal virtual bool ReturnsInput(bool training) => false;

    /// <summary>Whether Keras takes all inputs but the first by name alone.</summary>
    internal virtual bool TakesByName => false;

    /// <summary>Whether Keras cuts what the layer makes of integers to integers, so that they are refused.</summary>
    internal virtual bool CutsIntegers => false;

    /// <summary>Whether a mask on the input also holds for the output; otherwise the mask ends here.</summary>
    public virtual bool SupportsMasking => false;

    /// <summary>The element type that a model which begins with this layer expects.</summary>
    public virtual ElementType InputType => ElementType.Float32;

    /// <summary>The layers inside this one by Keras' names of the attributes that hold them, with which the paths of
    /// their weights begin: <c>forward_layer</c>, <c>cells/lstm_cell_1</c>.</summary>
    public virtual IReadOnlyList<(string Name, Layer Layer)> Parts => [];

    /// <summary>The layers inside this one: its <see cref="Parts"/>, or the layers of a model.</summary>
    public virtual IReadOnlyList<Layer> Children => [.. Parts.Select(part => part.Layer)];

    /// <summary>Whether weights exist.</summary>
    public bool IsBuilt => _built is not null;

    /// <summary>All weights in Keras' order; empty before the layer is built.</summary>
    public IReadOnlyList<Weight> Weights => StoredWeights.Any(weight => weight.LowRank is not null)
        ? [.. StoredWeights, .. StoredWeights.Select(weight => weight.LowRank).OfType<LowRank>().SelectMany(
            added => (Weight[])[added.A, added.B])]
        : StoredWeights;

    /// <summary>The weights that files hold: those without the factors of low-rank additions.</summary>
    internal IReadOnlyList<Weight> StoredWeights => _built?.Weights ?? [];

    /// <summary>What bounds the weights of a layer that a file describes; null for one made in code.</summary>
    internal ILayerBudget? Budget { get; set; }

    /// <summary>Held while layers are built, named and given their first weights: they are shared among models, which
    /// several threads may use for the first time at once.</summary>
    internal static Lock Building { get; } = new();

    internal bool HasGivenName => _name is not null;

    /// <summary>What Keras has as layers inside and this layer has not: how the paths of their weights begin here, the
    /// attributes that hold them in Keras' files, and their names.</summary>
    internal virtual IReadOnlyList<(string Scope, string Attribute, string Name)> InnerLayers => [];

    /// <summary>How many layers and uses of layers it is, besides those inside.</summary>
    internal virtual long UseCount => 1;

    /// <summary>Weights of parts that the layer itself also holds in Keras, so that files have them twice.</summary>
    internal virtual IReadOnlyList<(Weight Weight, Layer Part)> HeldWeights => [];

    /// <summary>Whether Keras, in a model that it has read from a file, leaves this layer out of the names of the
    /// weights inside it.</summary>
    internal virtual bool IsWrapper => false;

    /// <summary>Makes the weights for an input of shape <paramref name="input"/> (unknown axes are −1) and returns the
    /// computation.</summary>
    public virtual Forward Build(Shape input, WeightFactory weights) =>
        throw new InvalidOperationException($"{GetType().Name} overrides neither form of {nameof(Build)}.");

    /// <summary>Makes the weights for inputs of the given shapes and returns the computation on values with
    /// masks.</summary>
    public virtual ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length != 1) throw new ShapeException(Place, $"expected one input, received {inputs.Length}");
        var forward = Build(inputs[0], weights);
        return (x, call) =>
        {
            if (x.Mask is not null && !SupportsMasking) call.LostMasks?.Add(Place);
            return new Value(forward(x.Tensor, call), SupportsMasking ? x.Mask : null);
        };
    }

    /// <summary>Whether each row of the outputs, and of their masks, depends on that row of the inputs and their masks
    /// alone while nothing is trained, and nothing is drawn, assigned or added to the loss. A large batch of a model of
    /// such layers is computed in parts.</summary>
    /// <remarks>Rows are the positions of the first axis, the batch, which every output has too. False unless
    /// overridden, then nothing is cut, and of layers inside that are not built.</remarks>
    /// <param name="inputs">The shapes of the inputs, the batch first; unknown axes −1.</param>
    public virtual bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => false;

    /// <summary>How long a sequence may become that is given in parts, a few steps in each call, where a step's output
    /// depends on it and those before alone: the layer then gives the steps of each part the bytes that they have in
    /// the whole. <see cref="int.MaxValue"/> for any length; 0, unless overridden, where the layer must see the whole.
    /// A <see cref="Inference.DecodingSession"/> gives sequences so.</summary>
    /// <remarks>A layer that looks at each step by itself says <see cref="int.MaxValue"/>, and that is all.</remarks>
    public virtual int MostContinuedSteps => 0;

    /// <summary>The same where the first input alone is given in parts and the others are whole in each call, such as
    /// queries and what they attend to.</summary>
    internal virtual int MostContinuedQueries => MostContinuedSteps;

    /// <summary>The layer's output for inputs of a functional model.</summary>
    public SymbolicTensor Call(params ReadOnlySpan<SymbolicTensor> inputs) => CallAll(inputs)[0];

    /// <summary>The layer's output for data, to look at: <c>new Dense(3).Call(x)</c>. A layer that is not built is
    /// built for them, with the first weights that a seed of 0 gives.</summary>
    /// <param name="inputs">A sample in each row; several inputs stand in brackets.</param>
    /// <param name="training">Whether it works as in training: dropout, statistics of the batch.</param>
    /// <returns>The first output.</returns>
    public Tensor Call(Data inputs, bool training = false) => Answer(inputs, training);

    private protected virtual Tensor Answer(Data inputs, bool training)
    {
        var forward = ForwardFor(inputs);
        var call = new CallContext(new EagerExecutor(new StepMemory(DefaultBackend.Cpu)), training);
        Tensor output;
        using (WeightGuards.Of(Weights).Read()) output = forward(Values.Of([.. inputs.Tensors]), call).Tensor;
        if (call.Assigns)
            using (WeightGuards.Of(Weights).Write()) call.CommitAssignments();
        return output.Copy();
    }

    /// <summary>The computation of a layer that has weights, which is built for these inputs where it is not.</summary>
    internal virtual ValueForward ForwardFor(Data inputs)
    {
        var forward = EnsureBuilt([.. inputs.Shapes]).Forward;
        lock (Building) Initialize(0);
        return forward;
    }

    /// <summary>The layer's output for one input of a functional model.</summary>
    /// <param name="inputs">The input.</param>
    /// <param name="training">Whether the layer works as in training, whatever the model does: false keeps a
    /// pre-trained part's statistics and dropout as in prediction while the model is trained; null for as the
    /// model.</param>
    /// <param name="mask">Which steps count, <c>[batch, time]</c>, in the place of the input's own mask; null for
    /// that.</param>
    /// <exception cref="ArgumentException">The layer takes no mask.</exception>
    public SymbolicTensor Call(SymbolicTensor inputs, bool? training = null, SymbolicTensor? mask = null) =>
        CallAll([inputs], training, mask)[0];

    /// <summary>All outputs of a layer that returns several.</summary>
    public IReadOnlyList<SymbolicTensor> CallAll(params ReadOnlySpan<SymbolicTensor> inputs) =>
        LayerNode.Create(this, UseArguments.Of(this, inputs.ToArray())).Outputs;

    /// <summary>All outputs of a layer that returns several.</summary>
    /// <param name="inputs">What the layer takes: a sequence, or a sequence and its first states.</param>
    /// <param name="training">Whether the layer works as in training, whatever the model does; null for as the
    /// model.</param>
    /// <param name="mask">Which steps count, <c>[batch, time]</c>, in the place of the first input's own mask; null for
    /// that.</param>
    /// <exception cref="ArgumentException">The layer takes no mask.</exception>
    public IReadOnlyList<SymbolicTensor> CallAll(ReadOnlySpan<SymbolicTensor> inputs, bool? training,
        SymbolicTensor? mask = null) =>
        LayerNode.Create(this, UseArguments.Of(this, inputs.ToArray()).With(training, mask)).Outputs;

    /// <summary>The place in a graph that the layer took in its first use.</summary>
    /// <exception cref="InvalidOperationException">The layer is in no graph.</exception>
    public virtual SymbolicTensor Input => FirstUse.Inputs[0];

    /// <summary>The place in a graph that the layer made in its first use: <c>new Functional(model.Input,
    /// model.GetLayer("features").Output)</c> is a part of a model with the same weights.</summary>
    /// <exception cref="InvalidOperationException">The layer is in no graph.</exception>
    public virtual SymbolicTensor Output => FirstUse.Outputs[0];

    /// <summary>The graph in which the layer was used first.</summary>
    internal LayerNode FirstUse
    {
        get => _firstUse ?? _chain?.UseOf(this) ?? throw new InvalidOperationException($"{Place}: has no place in a "
            + "graph yet. Call it on one, or build the Sequential that it is in.");
        set => _firstUse ??= value;
    }

    /// <summary>The built model whose layer this is, where it is in no other graph.</summary>
    internal Sequential? Chain { set => _chain ??= value; }

    /// <summary>Copies of all weights, in Keras' order.</summary>
    public IReadOnlyList<Tensor> GetWeights()
    {
        MakeWeights();
        using (WeightGuards.Of(Weights).Read()) return [.. Weights.Select(weight => weight.Value.Copy())];
    }

    /// <summary>Overwrites all weights.</summary>
    /// <param name="values">One tensor for each weight, in the order of <see cref="Weights"/>, with equal
    /// shapes.</param>
    /// <exception cref="ArgumentException">The count or a shape differs; then nothing is changed.</exception>
    public void SetWeights(IReadOnlyList<Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Contains(null!)) throw new ArgumentNullException(nameof(values));
        MakeWeights();
        if (!IsBuilt) throw new InvalidOperationException(
            $"{Place}: has no weights before it is built. Build the model or call it first.");
        if (values.Count != Weights.Count)
            throw new ArgumentException($"{Place}: expected {Weights.Count} weights, received {values.Count}.",
                nameof(values));
        for (var i = 0; i < values.Count; i++)
            if (values[i].Shape != Weights[i].Shape || values[i].Type != ElementType.Float32)
                throw new ShapeException(Place, $"expected float32 {Weights[i].Shape} for weight {i} "
                    + $"'{Weights[i].Path}', received {values[i].TypeAndShape}");
        using (WeightGuards.Of(Weights).Write())
            for (var i = 0; i < values.Count; i++) Weights[i].Set(values[i]);
    }

    /// <summary>Keras' class name and the layer's name, as errors show them: <c>Dense 'dense_1'</c>.</summary>
    protected internal string Place => $"{KerasName} '{Name}'";

    /// <summary>The weights that training changes: Keras' <c>trainable_weights</c>; empty before the layer is
    /// built.</summary>
    public IReadOnlyList<Weight> TrainableWeights
    {
        get
        {
            var weights = new List<Weight>();
            CollectTrainable(weights);
            return weights;
        }
    }

    /// <summary>Collects the weights that the optimizer trains. As in Keras, each weight says so itself, and none is
    /// trained where this layer is frozen: a layer inside a frozen one that was thawed again learns.</summary>
    internal void CollectTrainable(List<Weight> into)
    {
        if (!Trainable) return;
        foreach (var weight in Weights)
            if (weight.IsTrained) into.Add(weight);
    }

    /// <summary>Whether rows stay apart in a use for inputs of these shapes: with as many inputs and axes as the layer
    /// was built for, and without a penalty on outputs.</summary>
    internal bool HasRowsApart(ReadOnlySpan<Shape> inputs)
    {
        if (ActivityRegularizer is not null || !IsBuilt || inputs.Length != _ranks.Length) return false;
        for (var i = 0; i < inputs.Length; i++)
            if (inputs[i].Rank == 0 || inputs[i].Rank != _ranks[i]) return false;
        return KeepsRowsApart(inputs);
    }

    /// <summary>How many of so many outputs the penalty on outputs is on.</summary>
    internal virtual int PenalizedOutputs(int outputs) => outputs;

    /// <summary>Makes the weights now where that takes no data; only a model may be able to.</summary>
    internal virtual void MakeWeights()
    {
    }

    /// <summary>Notes what the layer was built for.</summary>
    internal virtual void OnBuilt(ReadOnlySpan<Shape> inputs)
    {
    }

    /// <summary>The layer that made the weights, where it is another one: files have them at that.</summary>
    internal virtual Layer? MakerOfWeights => null;

    /// <summary>Whether a graph or a chain of layers uses it.</summary>
    internal bool IsUsed => _firstUse is not null || _chain?.UseOf(this) is not null;

    internal void AssignName(string name) => _name ??= name;

    /// <summary>Freezes this layer alone, as a file does, which says it of each layer.</summary>
    /// <returns>Whether its weights are frozen with it. As in Keras, they are not where layers inside it make them that
    /// the file does not tell of.</returns>
    internal bool Freeze()
    {
        _isFrozen = true;
        return _freezesWeights = MakesItsWeights;
    }

    /// <summary>Lets the weights of this layer learn that say so themselves.</summary>
    internal void Thaw() => (_isFrozen, _freezesWeights) = (false, false);

    /// <summary>Whether Keras' layer makes the weights itself, and not by layers of which no file tells.</summary>
    private protected virtual bool MakesItsWeights => true;

    /// <summary>The same description under a name of its own (an automatic one where it is null), without
    /// weights.</summary>
    internal virtual Layer Unbuilt(string? name)
    {
        var copy = (Layer)MemberwiseClone();
        (copy._built, copy._name, copy._firstUse, copy._chain) = (null, name, null, null);
        return copy;
    }

    internal BuiltLayer EnsureBuilt(ReadOnlySpan<Shape> inputs, string scope = "")
    {
        if (_built is { } built) return built;
        lock (Building) return _built ?? Built(inputs, scope);
    }

    private BuiltLayer Built(ReadOnlySpan<Shape> inputs, string scope)
    {
        var (weights, states, streams) = (new List<Weight>(), new List<Weight>(), new List<RandomStream>());
        ValueForward forward;
        LayerBounds.Require(this);
        RequireInputShape(inputs);
        try
        {
            forward = Build(inputs, new(scope, weights, states, streams, Budget));
        }
        catch (ShapeException error) when (!IsPlaced(error))
        {
            throw new ShapeException(Place, error.Problem);
        }
        catch (OverflowException error) when (error.InnerException is null)
        {
            throw TooLarge(error);
        }
        if (_freezesWeights)
            foreach (var weight in weights.Except(Children.SelectMany(child => child.Weights)))
                if (!weight.IsState) weight.Trainable = false;
        _ranks = [.. inputs.ToArray().Select(shape => shape.Rank)];
        OnBuilt(inputs);
        return _built = new(weights, states, streams, (x, call) => Run(forward, x, call),
            (x, call) => Compute(forward, x, call));
    }

    /// <summary>The input shape of one axis, or the one that is given whole.</summary>
    /// <exception cref="ArgumentException">Both are given.</exception>
    private protected static Shape? FirstShape(int? length, Shape? shape, string name) => length is not { } axis ? shape
        : shape is null ? [Valence.Require.AtLeast(1, axis, name)]
        : throw new ArgumentException($"Expected {name} or inputShape, received both.", name);

    private void RequireInputShape(ReadOnlySpan<Shape> inputs)
    {
        if (InputShape is not { } told || inputs.Length == 0) return;
        var fits = inputs[0].Rank == told.Rank + 1;
        for (var i = 0; fits && i < told.Rank; i++)
            fits = told[i] < 0 || inputs[0][i + 1] < 0 || told[i] == inputs[0][i + 1];
        if (!fits)
            throw new ShapeException(Place, $"expected inputs of {nameof(InputShape)} {told} in each row, received "
                + $"{inputs[0]}. Give the shape that comes, or none");
    }

    /// <summary>Gives weights and draws that have none yet the numbers of this layer in the models of a
    /// path.</summary>
    internal void Initialize(ulong seed, string path = "")
    {
        if (_built is null) return;
        foreach (var weight in Weights) weight.Initialize(seed, path + Name);
        foreach (var stream in _built.Streams)
            if (stream.Purpose == 0) stream.Purpose = CounterRandom.Purpose($"{path}{Name}/{stream.Path}");
    }

    private protected Values Run(ValueForward forward, Values x, CallContext call) =>
        Remat && call.Executor is RecordingExecutor recording ? Again(forward, x, recording, call)
            : Whole(forward, x, call);

    // By itself, since the closure would be allocated in every call.
    private Values Again(ValueForward forward, Values x, RecordingExecutor recording, CallContext call) =>
        recording.Remat(part => Whole(forward, x, part), x, call);

    private Values Whole(ValueForward forward, Values x, CallContext call)
    {
        var y = Compute(forward, x, call);
        if (ActivityRegularizer is { } penalty)
            for (var i = 0; i < PenalizedOutputs(y.Count); i++)
                call.AddLoss(call.Scale(penalty.Penalty(y[i].Tensor, call), 1f / y[i].Tensor.Shape[0]));
        return y;
    }

    private Values Compute(ValueForward forward, Values x, CallContext call)
    {
        if (CutsIntegers)
            for (var i = 0; i < x.Count; i++)
                if (x[i].Tensor.Type == ElementType.Int32)
                    throw new ShapeException(Place, $"expected float32 elements, to whose type Keras turns the "
                        + $"result, received {x[i].Tensor.TypeAndShape}. Give whole floats");
        try
        {
            if (StepMemory.TakingBack(call) is not { } memory) return forward(x, call);
            var mark = memory.Mark;
            var y = forward(x, call);
            memory.Leave(mark, y);
            return y;
        }
        catch (ShapeException error) when (!IsPlaced(error))
        {
            throw new ShapeException(Place, error.Problem);
        }
        catch (OverflowException error) when (error.InnerException is null)
        {
            throw TooLarge(error);
        }
    }

    private OverflowException TooLarge(OverflowException error) =>
        new($"{Place}: {char.ToLowerInvariant(error.Message[0])}{error.Message[1..]}", error);

    // Places of layers end in a quoted name; those of operations do not.
    private static bool IsPlaced(ShapeException error) => error.Place.EndsWith('\'');
}
