using System.Globalization;
using Valence.Backends;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Threading;

namespace Valence.Optimizers;

/// <summary>Changes weights by their gradients, step by step, so that the loss falls.</summary>
/// <remarks>
/// A step goes in Keras' order: gradients are averaged over accumulated batches, clipped, weights decay, the
/// optimizer's formula changes them, their moving
/// average follows, and constraints project them. A formula is one method over a range of elements,
/// <see cref="Update"/>.
/// </remarks>
public abstract class Optimizer
{
    private readonly LearningRate _learningRate;
    private readonly OptimizerVariable _iteration = new("iteration", new([], ElementType.Int32));
    private readonly OptimizerVariable _rate = new("learning_rate", new([]));
    private readonly List<OptimizerVariable> _extra = [];
    private readonly Projection _projection = new();
    private IReadOnlyList<OptimizerVariable> _variables;
    private ChunkWalk? _walk;

    /// <summary>An optimizer with the given learning rate.</summary>
    protected Optimizer(LearningRate learningRate)
    {
        _learningRate = learningRate;
        _rate.Value.Overwrite<float>()[0] = learningRate.Value;
        _variables = [.. Counters];
        Weights = new(this);
    }

    /// <summary>The optimizer of one of Keras' names, such as <c>adam</c>, with Keras' defaults.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator Optimizer(string name) => KerasTables.Default.Optimizers.Named(name);

    /// <summary>The name in files; Keras' default where none was set.</summary>
    public string Name
    {
        get => Settings.Name ?? Naming.SnakeCase(KerasName);
        init => Settings = Settings with { Name = value };
    }

    /// <summary>Keras' name of the optimizer's class.</summary>
    public virtual string KerasName => GetType().Name;

    /// <summary>By which share of themselves, times the learning rate, weights shrink in each step; null for
    /// none.</summary>
    public double? WeightDecay
    {
        get => Settings.WeightDecay;
        init => Settings = Settings with { WeightDecay = value };
    }

    /// <summary>The greatest length of each weight's gradient; null for no limit. At most one limit may be
    /// set.</summary>
    public double? Clipnorm { get => Settings.Clipnorm; init => Settings = Settings with { Clipnorm = value }; }

    /// <summary>The greatest absolute value of each gradient's elements; null for no limit. At most one limit may be
    /// set.</summary>
    public double? Clipvalue { get => Settings.Clipvalue; init => Settings = Settings with { Clipvalue = value }; }

    /// <summary>The greatest length of all gradients together; null for no limit. At most one limit may be
    /// set.</summary>
    public double? GlobalClipnorm
    {
        get => Settings.GlobalClipnorm;
        init => Settings = Settings with { GlobalClipnorm = value };
    }

    /// <summary>Whether a moving average of the weights is kept, which replaces them when training ends.</summary>
    public bool UseEma { get => Settings.UseEma; init => Settings = Settings with { UseEma = value }; }

    /// <summary>The share of the moving average that a step keeps, from 0 to 1.</summary>
    public double EmaMomentum { get => Settings.EmaMomentum; init => Settings = Settings with { EmaMomentum = value }; }

    /// <summary>After how many steps, again and again, the average replaces the weights during training too; null for
    /// never.</summary>
    public int? EmaOverwriteFrequency
    {
        get => Settings.EmaOverwriteFrequency;
        init => Settings = Settings with { EmaOverwriteFrequency = value };
    }

    /// <summary>How many batches' gradients are averaged for one step, at least 2; null for one batch a step.</summary>
    public int? GradientAccumulationSteps
    {
        get => Settings.GradientAccumulationSteps;
        init => Settings = Settings with { GradientAccumulationSteps = value };
    }

    /// <summary>By what the loss is multiplied before gradients are taken of it, and these divided by it afterwards, so
    /// that small ones do not vanish; above 0, null for none.</summary>
    public double? LossScaleFactor
    {
        get => Settings.LossScaleFactor;
        init => Settings = Settings with { LossScaleFactor = value };
    }

    /// <summary>The learning rate of the next step. It can be set unless a schedule decides it.</summary>
    /// <exception cref="InvalidOperationException">It is set and a schedule decides it.</exception>
    public float LearningRate
    {
        get => _learningRate.Schedule?.At(Batches) ?? _rate.Value.Scalar;
        set
        {
            if (_learningRate.Schedule is { } schedule)
                throw new InvalidOperationException($"The learning rate of this {KerasName} follows a "
                    + $"{schedule.GetType().Name} and cannot be set. Create the optimizer with a number instead.");
            _rate.Value.Overwrite<float>()[0] = value;
        }
    }

    /// <summary>The schedule, or the learning rate of the next step.</summary>
    internal LearningRate Rate => Schedule is { } schedule ? schedule : LearningRate;

    /// <summary>The schedule of the learning rate, or null.</summary>
    public Schedules.Schedule? Schedule => _learningRate.Schedule;

    /// <summary>How many steps were taken; with gradient accumulation, batches divided by their number in a
    /// step.</summary>
    public long Iterations => GradientAccumulationSteps is { } steps ? Batches / steps : Batches;

    /// <summary>All arrays that are kept from step to step, in Keras' order; those of the weights exist after
    /// <see cref="Build"/>.</summary>
    public IReadOnlyList<OptimizerVariable> Variables => _variables;

    /// <summary>What was set of the properties that all optimizers have.</summary>
    internal OptimizerSettings Settings { get; set; } = new();

    /// <summary>The weights that it was built with.</summary>
    internal OptimizedWeights Weights { get; }

    /// <summary>Whether the weights have their slots.</summary>
    internal bool IsBuilt => _walk is not null;

    /// <summary>Threads that share the work of a step; the caller works alone where null. The results do not depend on
    /// it.</summary>
    public Workers? Workers { get; set; }

    /// <summary>Where constraints are computed.</summary>
    public Backend Backend { get => _projection.Backend; set => _projection.Backend = value; }

    /// <summary>The arrays kept for each weight; at most <see cref="Chunk.MaxSlots"/>.</summary>
    protected internal abstract IReadOnlyList<Slot> Slots { get; }

    /// <summary>Whether the formula needs a weight as a whole, as one that depends on the weight's length
    /// does.</summary>
    protected internal virtual bool UpdatesWholeWeights => false;

    /// <summary>Whether the formula leaves weight and slots alone where the gradient is 0.</summary>
    protected internal virtual bool IgnoresZeroGradients => false;

    /// <summary>The number on which a step depends where the gradient is 0, so that <see cref="CatchUp"/> can take it
    /// later; null where that can't be. Then an element whose slots are 0 too stays as it is.</summary>
    internal virtual float? ZeroGradientRate => null;

    /// <summary>Held while weights and slots change: those that read them from another thread wait.</summary>
    internal Lock Stepping { get; } = new();

    private long Batches => _iteration.Value.Ints[0];

    private OptimizerVariable[] Counters => _learningRate.Schedule is null ? [_iteration, _rate] : [_iteration];

    /// <summary>Says which weights do not decay. Call it before <see cref="Build"/>.</summary>
    /// <param name="weights">Single weights.</param>
    /// <param name="names">Parts of names such as <c>bias</c>: weights whose name contains one do not decay.</param>
    /// <exception cref="InvalidOperationException">The optimizer is built already.</exception>
    public void ExcludeFromWeightDecay(IEnumerable<Weight>? weights = null, IEnumerable<string>? names = null)
    {
        if (_walk is not null)
            throw new InvalidOperationException("Weights can be excluded from decay only before the optimizer is "
                + "built.");
        Weights.ExcludeFromDecay(weights, names);
    }

    /// <summary>Makes the slots of <paramref name="weights"/>, whose gradients <see cref="Apply"/> then takes in this
    /// order. Weights that have slots keep them.</summary>
    public void Build(IReadOnlyList<Weight> weights)
    {
        if (_walk is not null && Weights.Are(weights)) return;
        Weights.Use(weights);
        _walk = new(this, Weights.Current);
        _variables = [.. Counters, .. Weights.Variables(), .. _extra];
    }

    /// <summary>Takes a step, or with gradient accumulation perhaps only notes the gradients.</summary>
    /// <param name="gradients">One for each weight, in the order of <see cref="Build"/>.</param>
    /// <exception cref="InvalidOperationException">The optimizer is not built.</exception>
    /// <exception cref="ArgumentException">The number of gradients differs, none has a value, or a shape or id does not
    /// fit; then nothing is changed.</exception>
    public void Apply(ReadOnlySpan<WeightGradient> gradients)
    {
        if (_walk is null)
            throw new InvalidOperationException("Build the optimizer with the weights before calling "
                + $"{nameof(Apply)}.");
        Weights.Take(gradients);
        if (gradients.IsEmpty) return;
        if (GradientAccumulationSteps is { } steps && (Batches + 1) % steps != 0) _walk.Accumulate();
        else
        {
            var state = new StepState(Iterations + 1, LearningRate);
            BeginStep(state);
            lock (Stepping) _walk.Step(state);
        }
        _iteration.Value.Change<int>()[0]++;
        _projection.Apply(Weights.Current);
    }

    /// <summary>Ends training: where a moving average is kept, it replaces the weights.</summary>
    public void FinishTraining() => Weights.FinishTraining();

    /// <summary>A sentence where the next step's learning rate is one that nobody means.</summary>
    internal string? RateDoubt => LearningRate is var rate && rate >= 0 && float.IsFinite(rate) ? null
        : string.Create(CultureInfo.InvariantCulture, $"{KerasName}: expected a finite learning rate of at least 0, "
            + $"received {rate}{(rate < 0 ? ", which makes the loss grow" : "")}.");

    /// <summary>Numbers that the formula has no meaning for, a sentence each; it computes with them, as Keras
    /// does.</summary>
    internal IEnumerable<string> Doubts()
    {
        (string, double?, double, double)[] own = [("weight decay", WeightDecay, 0, double.MaxValue),
            (nameof(Clipnorm), Clipnorm, double.Epsilon, double.MaxValue),
            (nameof(Clipvalue), Clipvalue, double.Epsilon, double.MaxValue),
            (nameof(GlobalClipnorm), GlobalClipnorm, double.Epsilon, double.MaxValue)];
        foreach (var (name, value, least, greatest) in Ranges.Concat(own))
            if (value is { } number && !(number >= least && number <= greatest))
                yield return string.Create(CultureInfo.InvariantCulture, $"{KerasName}: expected {name} {Words(least,
                    greatest)}, received {number}.");
    }

    private static string Words(double least, double greatest) => greatest == double.MaxValue
        ? least == double.Epsilon ? "above 0" : string.Create(CultureInfo.InvariantCulture, $"of at least {least}")
        : string.Create(CultureInfo.InvariantCulture, $"from {least} to {greatest}");

    /// <summary>The formula's numbers: name, value, least and greatest.</summary>
    private protected virtual IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges => [];

    internal void UpdateChunk(Chunk chunk) => Update(chunk);

    /// <summary>Takes steps in which the gradient was 0, one after another, with their
    /// <see cref="ZeroGradientRate"/>.</summary>
    internal virtual void CatchUp(Chunk chunk, ReadOnlySpan<float> rates) =>
        throw new NotSupportedException($"{KerasName} can't take steps later.");

    /// <summary>The slots of a weight as they are at first.</summary>
    internal Tensor[] NewSlots(Weight weight)
    {
        var slots = new Tensor[Slots.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = new(SlotShape(i, weight.Shape), SlotType(i, weight.Shape));
            if (slots[i].Type == ElementType.Float32) slots[i].Overwrite<float>().Fill(Slots[i].Initial);
        }
        return slots;
    }

    /// <summary>Computes what is the same for all weights before a step.</summary>
    protected virtual void BeginStep(StepState step)
    {
    }

    /// <summary>The formula: changes a range of a weight and of its slots. Ranges are updated in any order and on
    /// several threads.</summary>
    protected abstract void Update(Chunk chunk);

    /// <summary>The shape of slot <paramref name="slot"/> for a weight; another one than the weight's needs
    /// <see cref="UpdatesWholeWeights"/>.</summary>
    protected virtual Shape SlotShape(int slot, Shape weight) => weight;

    /// <summary>The elements of slot <paramref name="slot"/>; integers are zeros that Keras keeps in the place of an
    /// array it has no use for, and the formula does not get them.</summary>
    private protected virtual ElementType SlotType(int slot, Shape weight) => ElementType.Float32;

    /// <summary>Keeps one more number from step to step, stored after the slots.</summary>
    protected OptimizerVariable AddVariable(string name, float initial)
    {
        var variable = new OptimizerVariable(name, Tensor.From([initial], []));
        _extra.Add(variable);
        return variable;
    }
}
