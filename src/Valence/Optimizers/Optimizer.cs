using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Threading;

namespace Valence.Optimizers;

/// <summary>Changes weights by their gradients, step by step, so that the loss falls.</summary>
/// <remarks>
/// A step goes in Keras' order: gradients are averaged over accumulated batches, clipped, weights decay, the optimizer's formula changes them, their moving
/// average follows, and constraints project them. A formula is one method over a range of elements, <see cref="Update"/>.
/// </remarks>
public abstract class Optimizer
{
    private readonly LearningRate _learningRate;
    private readonly OptimizerVariable _iteration = new("iteration", new([], ElementType.Int32));
    private readonly OptimizerVariable _rate = new("learning_rate", new([]));
    private readonly List<OptimizerVariable> _extra = [];
    private readonly Dictionary<Weight, OptimizedWeight> _known = [];
    private readonly StepMemory _memory = new();
    private IReadOnlyList<OptimizerVariable> _variables;
    private OptimizedWeight[] _weights = [];
    private HashSet<Weight> _undecayed = [];
    private string[] _undecayedNames = [];
    private ChunkWalk? _walk;
    private CallContext? _projection;
    private Backend _backend = new ReferenceBackend();
    private string? _name;
    private float? _weightDecay;
    private float? _clipnorm;
    private float? _clipvalue;
    private float? _globalClipnorm;
    private bool _useEma;
    private float _emaMomentum = 0.99f;
    private int? _emaOverwriteFrequency;
    private int? _gradientAccumulationSteps;

    /// <summary>An optimizer with the given learning rate.</summary>
    protected Optimizer(LearningRate learningRate)
    {
        _learningRate = learningRate;
        _rate.Value.Floats[0] = learningRate.Value;
        _variables = learningRate.Schedule is null ? [_iteration, _rate] : [_iteration];
    }

    /// <summary>The optimizer of one of Keras' names, such as <c>adam</c>, with Keras' defaults.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator Optimizer(string name) => KerasTables.Default.Optimizers.Named(name);

    /// <summary>The name in files; Keras' default where none was set.</summary>
    public string Name
    {
        get => _name ?? Naming.SnakeCase(KerasName);
        init => _name = value;
    }

    /// <summary>Keras' name of the optimizer's class.</summary>
    public virtual string KerasName => GetType().Name;

    /// <summary>By which share of themselves, times the learning rate, weights shrink in each step; null for none.</summary>
    public float? WeightDecay { get => _weightDecay; init => _weightDecay = value; }

    /// <summary>The greatest length of each weight's gradient; null for no limit. At most one limit may be set.</summary>
    public float? Clipnorm { get => _clipnorm; init => Limit(ref _clipnorm, value); }

    /// <summary>The greatest absolute value of each gradient's elements; null for no limit. At most one limit may be set.</summary>
    public float? Clipvalue { get => _clipvalue; init => Limit(ref _clipvalue, value); }

    /// <summary>The greatest length of all gradients together; null for no limit. At most one limit may be set.</summary>
    public float? GlobalClipnorm { get => _globalClipnorm; init => Limit(ref _globalClipnorm, value); }

    /// <summary>Whether a moving average of the weights is kept, which replaces them when training ends.</summary>
    public bool UseEma { get => _useEma; init => _useEma = value; }

    /// <summary>The share of the moving average that a step keeps, from 0 to 1.</summary>
    public float EmaMomentum { get => _emaMomentum; init => _emaMomentum = Require.Between(0, 1, value, nameof(EmaMomentum)); }

    /// <summary>After how many steps, again and again, the average replaces the weights during training too; null for never.</summary>
    public int? EmaOverwriteFrequency
    {
        get => _emaOverwriteFrequency;
        init => _emaOverwriteFrequency = value is { } steps ? Require.AtLeast(1, steps, nameof(EmaOverwriteFrequency)) : null;
    }

    /// <summary>How many batches' gradients are averaged for one step, at least 2; null for one batch a step.</summary>
    public int? GradientAccumulationSteps
    {
        get => _gradientAccumulationSteps;
        init => _gradientAccumulationSteps = value is { } steps ? Require.AtLeast(2, steps, nameof(GradientAccumulationSteps)) : null;
    }

    /// <summary>The learning rate of the next step. It can be set unless a schedule decides it.</summary>
    /// <exception cref="InvalidOperationException">It is set and a schedule decides it.</exception>
    public float LearningRate
    {
        get => _learningRate.Schedule?.At(Batches) ?? _rate.Value.Scalar;
        set
        {
            if (_learningRate.Schedule is { } schedule)
                throw new InvalidOperationException($"The learning rate of this {KerasName} follows a {schedule.GetType().Name} and cannot be set. Create the optimizer with a number instead.");
            _rate.Value.Floats[0] = value;
        }
    }

    /// <summary>The schedule of the learning rate, or null.</summary>
    public Schedules.Schedule? Schedule => _learningRate.Schedule;

    /// <summary>How many steps were taken; with gradient accumulation, batches divided by their number in a step.</summary>
    public long Iterations => _gradientAccumulationSteps is { } steps ? Batches / steps : Batches;

    /// <summary>All arrays that are kept from step to step, in Keras' order; those of the weights exist after <see cref="Build"/>.</summary>
    public IReadOnlyList<OptimizerVariable> Variables => _variables;

    /// <summary>Whether the weights have their slots.</summary>
    internal bool IsBuilt => _walk is not null;

    /// <summary>Threads that share the work of a step; the caller works alone where null. The results do not depend on it.</summary>
    public Workers? Workers { get; set; }

    /// <summary>Where constraints are computed.</summary>
    public Backend Backend
    {
        get => _backend;
        set => (_backend, _projection) = (value, null);
    }

    /// <summary>The arrays kept for each weight; at most <see cref="Chunk.MaxSlots"/>.</summary>
    protected internal abstract IReadOnlyList<Slot> Slots { get; }

    /// <summary>Whether Keras stores a slot of all weights before the next slot, instead of all slots of a weight before the next weight.</summary>
    protected virtual bool StoresSlotBySlot => false;

    /// <summary>Whether the formula needs a weight as a whole, as one that depends on the weight's length does.</summary>
    protected internal virtual bool UpdatesWholeWeights => false;

    /// <summary>Whether the formula leaves weight and slots alone where the gradient is 0.</summary>
    protected internal virtual bool IgnoresZeroGradients => false;

    /// <summary>The number on which a step depends where the gradient is 0, so that <see cref="CatchUp"/> can take it later; null where that can't be. Then an element whose slots are 0 too stays as it is.</summary>
    internal virtual float? ZeroGradientRate => null;

    /// <summary>Held while weights and slots change: those that read them from another thread wait.</summary>
    internal Lock Stepping { get; } = new();

    private long Batches => _iteration.Value.Ints[0];

    /// <summary>Says which weights do not decay. Call it before <see cref="Build"/>.</summary>
    /// <param name="weights">Single weights.</param>
    /// <param name="names">Parts of names such as <c>bias</c>: weights whose name contains one do not decay.</param>
    /// <exception cref="InvalidOperationException">The optimizer is built already.</exception>
    public void ExcludeFromWeightDecay(IEnumerable<Weight>? weights = null, IEnumerable<string>? names = null)
    {
        if (_walk is not null) throw new InvalidOperationException("Weights can be excluded from decay only before the optimizer is built.");
        (_undecayed, _undecayedNames) = ([.. weights ?? []], [.. names ?? []]);
    }

    /// <summary>Makes the slots of <paramref name="weights"/>, whose gradients <see cref="Apply"/> then takes in this order. Weights that have slots keep them.</summary>
    public void Build(IReadOnlyList<Weight> weights)
    {
        if (_walk is not null && _weights.Select(weight => weight.Weight).SequenceEqual(weights)) return;
        _weights = [.. weights.Select(weight => _known.TryGetValue(weight, out var known) ? known : _known[weight] = Prepare(weight))];
        _walk = new(this, _weights);
        _variables = [.. AllVariables()];
    }

    /// <summary>Takes a step, or with gradient accumulation perhaps only notes the gradients.</summary>
    /// <param name="gradients">One for each weight, in the order of <see cref="Build"/>.</param>
    /// <exception cref="InvalidOperationException">The optimizer is not built.</exception>
    /// <exception cref="ArgumentException">The number of gradients differs, none has a value, or a shape or id does not fit; then nothing is changed.</exception>
    public void Apply(ReadOnlySpan<WeightGradient> gradients)
    {
        if (_walk is null) throw new InvalidOperationException($"Build the optimizer with the weights before calling {nameof(Apply)}.");
        if (gradients.Length != _weights.Length) throw new ArgumentException($"Expected {_weights.Length} gradients, one for each weight, received {gradients.Length}.", nameof(gradients));
        if (gradients.IsEmpty) return;
        var any = false;
        for (var i = 0; i < _weights.Length; i++)
        {
            _weights[i].Take(gradients[i]);
            any |= _weights[i].HasGradient;
        }
        if (!any) throw new ArgumentException("Expected a gradient for at least one weight, received none. Does the loss depend on the model's outputs?", nameof(gradients));

        if (_gradientAccumulationSteps is { } steps && (Batches + 1) % steps != 0) _walk.Accumulate();
        else
        {
            var state = new StepState(Iterations + 1, LearningRate);
            BeginStep(state);
            lock (Stepping) _walk.Step(state);
        }
        _iteration.Value.Ints[0]++;
        foreach (var weight in _weights)
            if (weight is { HasGradient: true, Weight.Constraint: { } constraint }) Project(weight.Weight, constraint);
    }

    /// <summary>Ends training: where a moving average is kept, it replaces the weights.</summary>
    public void FinishTraining()
    {
        foreach (var weight in _weights)
        {
            weight.Postponed?.CatchUp();
            if (weight.Average is { } average) weight.Weight.Value.CopyFrom(average);
        }
    }

    /// <summary>Exchanges the weights and their moving averages.</summary>
    internal void SwapAverages()
    {
        foreach (var weight in _weights)
        {
            if (weight.Average is not { } average) continue;
            var own = weight.Weight.Value.Copy();
            weight.Weight.Value.CopyFrom(average);
            average.CopyFrom(own);
        }
    }

    /// <summary>Makes the moving averages what the weights are.</summary>
    internal void SetAverages()
    {
        foreach (var weight in _weights) weight.Average?.CopyFrom(weight.Weight.Value);
    }

    internal void UpdateChunk(Chunk chunk) => Update(chunk);

    /// <summary>Takes steps in which the gradient was 0, one after another, with their <see cref="ZeroGradientRate"/>.</summary>
    internal virtual void CatchUp(Chunk chunk, ReadOnlySpan<float> rates) => throw new NotSupportedException($"{KerasName} can't take steps later.");

    internal void Restore(string? name, float? weightDecay, (float? Norm, float? Value, float? Global) clip, (bool Use, float Momentum, int? Overwrite) ema, int? accumulation)
    {
        (_name, _weightDecay) = (name, weightDecay);
        Limit(ref _clipnorm, clip.Norm);
        Limit(ref _clipvalue, clip.Value);
        Limit(ref _globalClipnorm, clip.Global);
        (_useEma, _emaMomentum, _emaOverwriteFrequency) = (ema.Use, Require.Between(0, 1, ema.Momentum), ema.Overwrite is { } steps ? Require.AtLeast(1, steps) : null);
        _gradientAccumulationSteps = accumulation is { } batches ? Require.AtLeast(2, batches) : null;
    }

    /// <summary>Computes what is the same for all weights before a step.</summary>
    protected virtual void BeginStep(StepState step)
    {
    }

    /// <summary>The formula: changes a range of a weight and of its slots. Ranges are updated in any order and on several threads.</summary>
    protected abstract void Update(Chunk chunk);

    /// <summary>The shape of slot <paramref name="slot"/> for a weight; another one than the weight's needs <see cref="UpdatesWholeWeights"/>.</summary>
    protected virtual Shape SlotShape(int slot, Shape weight) => weight;

    /// <summary>Keeps one more number from step to step, stored after the slots.</summary>
    protected OptimizerVariable AddVariable(string name, float initial)
    {
        var variable = new OptimizerVariable(name, Tensor.From([initial], []));
        _extra.Add(variable);
        return variable;
    }

    private OptimizedWeight Prepare(Weight weight)
    {
        var slots = new Tensor[Slots.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = new(SlotShape(i, weight.Shape));
            slots[i].Floats.Fill(Slots[i].Initial);
        }
        return new(weight, slots, _useEma ? new(weight.Shape) : null, _gradientAccumulationSteps is null ? null : new(weight.Shape),
            !_undecayed.Contains(weight) && !_undecayedNames.Any(name => weight.Name.Contains(name, StringComparison.Ordinal)));
    }

    private IEnumerable<OptimizerVariable> AllVariables()
    {
        yield return _iteration;
        if (_learningRate.Schedule is null) yield return _rate;
        foreach (var weight in _weights)
            if (weight.Average is { } average) yield return Variable(weight, "average", average);
        foreach (var weight in _weights)
            if (weight.Accumulator is { } accumulator) yield return Variable(weight, "gradient_accumulator", accumulator);
        var slots = Enumerable.Range(0, Slots.Count);
        var stored = StoresSlotBySlot
            ? slots.SelectMany(slot => _weights.Select(weight => (weight, slot)))
            : _weights.SelectMany(weight => slots.Select(slot => (weight, slot)));
        foreach (var (weight, slot) in stored) yield return Variable(weight, Slots[slot].Name, weight.Slots[slot]);
        foreach (var variable in _extra) yield return variable;
    }

    private static OptimizerVariable Variable(OptimizedWeight weight, string name, Tensor value) => 
        new($"{weight.Weight.Path.Replace('/', '_')}_{name}", value) { Weight = weight.Weight, Slot = name };

    private void Project(Weight weight, Constraints.Constraint constraint)
    {
        _projection ??= new(new EagerExecutor(_backend, _memory));
        _memory.Reset();
        weight.Value.CopyFrom(constraint.Project(weight.Value, _projection));
    }

    private void Limit(ref float? limit, float? value)
    {
        limit = value;
        if ((_clipnorm is null ? 0 : 1) + (_clipvalue is null ? 0 : 1) + (_globalClipnorm is null ? 0 : 1) > 1)
            throw new ArgumentException($"Expected at most one of {nameof(Clipnorm)}, {nameof(Clipvalue)} and {nameof(GlobalClipnorm)}, received several.");
    }
}
