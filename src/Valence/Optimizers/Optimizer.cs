using System.Globalization;

namespace Valence.Optimizers;

/// <summary>How weights change by their gradients, step by step, so that the loss falls: a formula and its settings.
/// What a training keeps from step to step is an <see cref="OptimizerState"/>, so one optimizer may serve any number of
/// models, one after another or at once.</summary>
/// <remarks>
/// A step goes in Keras' order: gradients are averaged over accumulated batches, clipped, weights decay, the
/// optimizer's formula changes them, their moving
/// average follows, and constraints project them. A formula is one method over a range of elements,
/// <see cref="Update"/>.
/// </remarks>
public abstract class Optimizer
{
    private LearningRate _rate;

    /// <summary>An optimizer with the given learning rate.</summary>
    protected Optimizer(LearningRate learningRate) => _rate = Require.NotNull(learningRate);

    /// <summary>The optimizer of one of Keras' names, such as <c>adam</c>, with Keras' defaults.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator Optimizer(string name) => Named.Optimizer(name);

    /// <summary>The name in files, as one of a layer; Keras' default where none was set.</summary>
    /// <exception cref="ArgumentException">It is set to what files cannot hold.</exception>
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

    /// <summary>Parts of names such as <c>bias</c>: weights whose name contains one do not decay. None by default.
    /// Files do not hold them, as in Keras.</summary>
    public IReadOnlyList<string> ExcludeFromWeightDecay
    {
        get;
        init => field = [.. Require.NotNull(value)];
    } = [];

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

    /// <summary>The learning rate that training begins with, or the schedule that decides it. That of a model in
    /// training is <see cref="OptimizerState.LearningRate"/>.</summary>
    public LearningRate LearningRate { get => _rate; init => _rate = Require.NotNull(value); }

    /// <summary>What was set of the properties that all optimizers have.</summary>
    internal OptimizerSettings Settings { get; set; } = new();

    /// <summary>The arrays kept for each weight; at most four.</summary>
    protected internal abstract IReadOnlyList<Slot> Slots { get; }

    /// <summary>Keras' name and the first value of each number that is kept from step to step besides, and stored after
    /// the slots; none unless overridden. <see cref="Prepare"/> changes them.</summary>
    protected internal virtual IReadOnlyList<(string Name, float Initial)> ExtraVariables => [];

    /// <summary>Whether the formula needs a weight as a whole, as one that depends on the weight's length
    /// does.</summary>
    protected internal virtual bool UpdatesWholeWeights => false;

    /// <summary>Whether the formula leaves weight and slots alone where the gradient is 0.</summary>
    protected internal virtual bool IgnoresZeroGradients => false;

    /// <summary>Whether an element whose gradient and slots are 0 stays as it is.</summary>
    /// <param name="numbers">The step's numbers of the formula.</param>
    internal virtual bool RestsAtZero(ReadOnlySpan<float> numbers) => false;

    /// <summary>Above it, steps are so long that nobody means them.</summary>
    internal virtual float GreatestUsualRate => 100;

    /// <summary>A state of its own for one training: no step taken, no weights yet.</summary>
    public OptimizerState NewState() => new(this);

    /// <summary>The same optimizer with another learning rate.</summary>
    internal Optimizer With(LearningRate learningRate)
    {
        var other = (Optimizer)MemberwiseClone();
        other._rate = learningRate;
        return other;
    }

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

    /// <summary>Takes steps in which the gradient was 0, one after another.</summary>
    /// <param name="chunk">The elements, with a gradient of 0.</param>
    /// <param name="numbers">The numbers of each step's formula, <see cref="OptimizerStep.FormulaNumbers"/> a
    /// step.</param>
    internal virtual void CatchUp(Chunk chunk, ReadOnlySpan<float> numbers)
    {
        for (; !numbers.IsEmpty; numbers = numbers[OptimizerStep.FormulaNumbers..]) Update(chunk.With(numbers));
    }

    /// <summary>The slots of a weight as they are at first.</summary>
    internal Tensor[] NewSlots(Shape weight)
    {
        var slots = new Tensor[Slots.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = new(SlotShape(i, weight), SlotType(i, weight));
            if (slots[i].Type == ElementType.Float32) slots[i].Overwrite<float>().Fill(Slots[i].Initial);
        }
        return slots;
    }

    /// <summary>Writes the step's numbers for the formula, at most four; the learning rate alone unless overridden. The
    /// same step gives the same numbers, whoever asks.</summary>
    protected internal virtual void Prepare(StepState step, Span<float> numbers) => numbers[0] = step.LearningRate;

    /// <summary>The formula: changes a range of a weight and of its slots by the gradient and the step's numbers.
    /// Ranges are updated in any order and on
    /// several threads.</summary>
    protected abstract void Update(Chunk chunk);

    /// <summary>The shape of slot <paramref name="slot"/> for a weight; another one than the weight's needs
    /// <see cref="UpdatesWholeWeights"/>.</summary>
    protected virtual Shape SlotShape(int slot, Shape weight) => weight;

    /// <summary>The elements of slot <paramref name="slot"/>; integers are zeros that Keras keeps in the place of an
    /// array it has no use for, and the formula does not get them.</summary>
    private protected virtual ElementType SlotType(int slot, Shape weight) => ElementType.Float32;
}
