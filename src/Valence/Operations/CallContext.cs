using Valence.Randomness;

namespace Valence.Operations;

/// <summary>One call of a model: where its operations run, whether it is training, its random numbers, and what it
/// assigns or adds to the loss.</summary>
/// <remarks>Operations are extension methods of this class. Not safe for several threads; concurrent calls each have
/// their own context.</remarks>
public sealed class CallContext(Executor executor, bool training = false, ulong seed = 0)
{
    private const int MostFills = 1024;

    private readonly List<(Tensor State, Tensor Value)> _assignments = [];
    private readonly List<Tensor> _losses = [];
    private Dictionary<(Shape, ElementType, int), Fill>? _fills;
    private readonly IReadOnlyDictionary<Tensor, Tensor>? _states;
    private ulong _step;
    private uint _draws;

    /// <summary>A call with states of its own in the place of those that the layers hold.</summary>
    internal CallContext(Executor executor, bool training, ulong seed, IReadOnlyDictionary<Tensor, Tensor>? states)
        : this(executor, training, seed) => _states = states;

    /// <summary>What the call's sequences go on from; null where each begins with its first step.</summary>
    internal KeptSteps? Kept { get; init; }

    /// <summary>Whether layers behave as in training (dropout, batch statistics).</summary>
    public bool Training { get; internal set; } = training;

    /// <summary>Where layers that hand no mask on note where they are when they receive one; null where nobody
    /// asks.</summary>
    internal ICollection<string>? LostMasks { get; set; }

    /// <summary>Where operations run.</summary>
    public Executor Executor { get; } = executor;

    /// <summary>Penalties that layers added to the loss in this call: scalars.</summary>
    public IReadOnlyList<Tensor> Losses => _losses;

    /// <summary>Whether anything was drawn, assigned or added to the loss.</summary>
    internal bool LeavesTraces => _draws > 0 || _assignments.Count > 0 || _losses.Count > 0;

    /// <summary>Whether anything is to be assigned.</summary>
    internal bool Assigns => _assignments.Count > 0;

    /// <summary>Carries out an operation with one result.</summary>
    /// <remarks>Integers become floats, as in Keras, where the operation takes no integers, or floats stand beside
    /// them.</remarks>
    public Tensor Run(Operation operation, params ReadOnlySpan<Tensor?> x)
    {
        Tensor result = null!;
        Run(operation, x, new Span<Tensor>(ref result));
        return result;
    }

    /// <summary>Carries out an operation with several results.</summary>
    /// <inheritdoc cref="Run(Operation, ReadOnlySpan{Tensor})" path="/remarks"/>
    public void Run(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y)
    {
        for (var i = 0; i < x.Length; i++)
            if (x[i]?.Type == ElementType.Int32 && operation.WantsFloats(i, x))
            {
                Tensor?[] floats = [.. x];
                for (; i < x.Length; i++)
                    if (x[i]?.Type == ElementType.Int32 && operation.WantsFloats(i, x))
                        floats[i] = this.Cast(x[i]!, ElementType.Float32);
                Carry(operation, floats, y);
                return;
            }
        Carry(operation, x, y);
    }

    private void Carry(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y)
    {
        if (!Executor.Lower(operation, x, y, this)) Executor.Run(operation, x, y);
    }

    /// <summary>Begins step number <paramref name="step"/>: random numbers of this call depend on it, and nothing is
    /// assigned or added yet.</summary>
    public void Begin(ulong step)
    {
        _step = step;
        _draws = 0;
        _assignments.Clear();
        _losses.Clear();
    }

    /// <summary>The key of the next random tensor: integers <c>[4]</c> for <see cref="CounterRandom"/>, a function of
    /// the seed, <paramref name="stream"/>, the step and the number of draws before it.</summary>
    public Tensor RandomKey(RandomStream stream)
    {
        var key = Executor.Rent(new([4], ElementType.Int32));
        var draw = _draws++;
        if (key.HasElements)
            new CounterRandom(seed, stream.Purpose + draw, _step).Write(key.Overwrite<int>());
        return key;
    }

    /// <summary>Whether a part is carried out again, so that what it changes is changed already.</summary>
    internal bool IsAgain { get; private init; }

    /// <summary>How far the call has come.</summary>
    internal CallMoment Moment => new(_draws, _assignments.Count, _losses.Count, Training);

    /// <summary>The call as it was at a moment, on another executor.</summary>
    internal CallContext At(CallMoment moment, Executor executor, bool isAgain)
    {
        var call = new CallContext(executor, moment.Training, seed, _states)
        {
            IsAgain = isAgain,
            Kept = Kept,
            LostMasks = LostMasks,
            _step = _step,
            _draws = moment.Draws,
        };
        call._assignments.AddRange(_assignments[..moment.Assignments]);
        call._losses.AddRange(_losses[..moment.Losses]);
        return call;
    }

    /// <summary>Takes over what a part has drawn, assigned and added since a moment.</summary>
    internal void Take(CallContext part, CallMoment moment, Func<Tensor, Tensor> keep)
    {
        _draws = part._draws;
        foreach (var (state, value) in part._assignments[moment.Assignments..]) Assign(state, keep(value));
        foreach (var penalty in part._losses[moment.Losses..]) AddLoss(keep(penalty));
    }

    /// <summary>The values assigned since a moment.</summary>
    internal IEnumerable<Tensor> AssignedSince(CallMoment moment) =>
        _assignments[moment.Assignments..].Select(assignment => assignment.Value);

    /// <summary>Gives a stored tensor other elements when the call has succeeded; until then every reader sees the old
    /// ones.</summary>
    internal void Assign(Tensor state, Tensor value)
    {
        // The assignment comes after the optimizer's step, which changes what rows of tables hold.
        value.Own();
        value.Hold();
        _assignments.Add((state, value));
    }

    /// <summary>What a stored tensor is for the next layer of this call: the last value assigned, or itself.</summary>
    internal Tensor Current(Tensor state)
    {
        for (var i = _assignments.Count - 1; i >= 0; i--)
            if (ReferenceEquals(_assignments[i].State, state)) return _assignments[i].Value;
        return Stored(state);
    }

    /// <summary>Says that nobody reads <paramref name="made"/>, or a view of it, any more, so that its memory may serve
    /// what the layer makes next. Without it the memory is free when the layer ends.</summary>
    internal void Done(Tensor made) => Executor.Release(made);

    /// <summary>The operation that makes a constant, the same one whenever it is asked for again.</summary>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="type">Floats or integers.</param>
    /// <param name="bits">The number, or a float's bits.</param>
    internal Fill Fill(Shape shape, ElementType type, int bits)
    {
        if (_fills is null || _fills.Count > MostFills) _fills = [];
        if (!_fills.TryGetValue((shape, type, bits), out var fill))
            _fills[(shape, type, bits)] = fill = type == ElementType.Int32 ? new(shape, bits)
                : new(shape, BitConverter.Int32BitsToSingle(bits));
        return fill;
    }

    /// <summary>Adds a scalar penalty to the loss.</summary>
    public void AddLoss(Tensor penalty)
    {
        penalty.Hold();
        _losses.Add(penalty);
    }

    /// <summary>Carries out the assignments, in call order.</summary>
    public void CommitAssignments()
    {
        foreach (var (state, value) in _assignments) Stored(state).CopyFrom(value);
        _assignments.Clear();
    }

    private Tensor Stored(Tensor state) => _states?.GetValueOrDefault(state) ?? state;
}
