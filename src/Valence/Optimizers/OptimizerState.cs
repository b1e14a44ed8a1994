using System.Globalization;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;

namespace Valence.Optimizers;

/// <summary>What is kept from step to step while an optimizer trains a model: how many steps were taken, the learning
/// rate, and the arrays of each weight. <see cref="Optimizer.NewState"/> makes one; a compiled model has its
/// own.</summary>
public sealed class OptimizerState
{
    private readonly OptimizerVariable _iteration = new("iteration", new([], ElementType.Int32));
    private readonly OptimizerVariable _rate = new("learning_rate", new([]));
    private readonly OptimizerVariable[] _extra;
    private readonly Dictionary<Weight, OptimizedWeight> _known = [];
    private Tensor _numbers = new([OptimizerStep.NumberCount]);
    private HashSet<Weight> _undecayed = [];
    private Dictionary<Weight, float> _rateFactors = [];
    private OptimizedWeight[] _weights = [];
    private OptimizerStep? _step;
    private Tensor?[] _operands = [];
    private Tensor[] _results = [];
    private CallContext? _own;

    internal OptimizerState(Optimizer optimizer)
    {
        Optimizer = optimizer;
        _rate.Value.Overwrite<float>()[0] = optimizer.LearningRate.Value;
        _extra = [.. optimizer.ExtraVariables.Select(extra =>
            new OptimizerVariable(extra.Name, Tensor.From([extra.Initial], [])))];
        Variables = [.. Counters];
    }

    /// <summary>The formula and its settings.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The learning rate of the next step. It can be set unless a schedule decides it.</summary>
    /// <exception cref="InvalidOperationException">It is set and a schedule decides it.</exception>
    public float LearningRate
    {
        get => Optimizer.LearningRate.Schedule?.At(Batches) ?? _rate.Value.Scalar;
        set
        {
            if (Optimizer.LearningRate.Schedule is { } schedule)
                throw new InvalidOperationException($"The learning rate of this {Optimizer.KerasName} follows a "
                    + $"{schedule.GetType().Name} and cannot be set. Create the optimizer with a number instead.");
            _rate.Value.Overwrite<float>()[0] = value;
        }
    }

    /// <summary>How many steps were taken; with gradient accumulation, batches divided by their number in a
    /// step.</summary>
    public long Iterations => Optimizer.GradientAccumulationSteps is { } steps ? Batches / steps : Batches;

    /// <summary>All arrays that are kept from step to step, in Keras' order; those of the weights exist after
    /// <see cref="Build"/>.</summary>
    public IReadOnlyList<OptimizerVariable> Variables { get; private set; }

    /// <summary>What the learning rate of some weights is multiplied by.</summary>
    internal IReadOnlyDictionary<Weight, float> RateFactors => _rateFactors;

    /// <summary>Whether the weights have their slots.</summary>
    internal bool IsBuilt => _step is not null;

    /// <summary>The optimizer as files describe it: with the learning rate that it has come to.</summary>
    internal Optimizer Described =>
        Optimizer.LearningRate.Schedule is null ? Optimizer.With(LearningRate) : Optimizer;

    /// <summary>A sentence where the next step's learning rate is one that nobody means.</summary>
    internal string? RateDoubt => LearningRate switch
    {
        0 => Optimizer.LearningRate.Schedule is null
            ? $"{Optimizer.KerasName}: a learning rate of 0 changes no weight." : null,
        var rate and > 0 when float.IsFinite(rate) => rate <= Optimizer.GreatestUsualRate ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Optimizer.KerasName}: a learning rate of {rate} is far "
                + $"above {Optimizer.GreatestUsualRate}, beyond which hardly anything is learned. Give one of 0.1 or "
                + $"less."),
        var rate => string.Create(CultureInfo.InvariantCulture, $"{Optimizer.KerasName}: expected a finite learning "
            + $"rate of at least 0, received {rate}{(rate < 0 ? ", which makes the loss grow" : "")}."),
    };

    /// <summary>How many batches were taken, whatever number of them makes a step.</summary>
    internal long Batches
    {
        get => _iteration.Count;
        set => _iteration.Count = value;
    }

    private OptimizerVariable[] Counters =>
        Optimizer.LearningRate.Schedule is null ? [_iteration, _rate] : [_iteration];

    /// <summary>Says which weights do not decay, besides those whose names the optimizer excludes. Call it before
    /// <see cref="Build"/>.</summary>
    /// <exception cref="InvalidOperationException">The state is built already.</exception>
    public void ExcludeFromWeightDecay(IEnumerable<Weight> weights)
    {
        if (IsBuilt)
            throw new InvalidOperationException("Weights can be excluded from decay only before the optimizer's state "
                + "is built.");
        _undecayed = [.. Require.NotNull(weights)];
    }

    /// <summary>Gives weights a learning rate of their own: a step changes such a weight as an optimizer with the
    /// learning rate times its factor would. Layers near the input of a pre-trained model then change less than those
    /// after them (Howard and Ruder, 2018). Call it before <see cref="Build"/>.</summary>
    /// <remarks>Files do not hold factors: a model that has them is saved compiled anew, or its weights
    /// alone.</remarks>
    /// <param name="factors">Finite factors of at least 0; 1 for weights that are not named.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">The state is built already.</exception>
    public void ScaleLearningRate(IReadOnlyDictionary<Weight, double> factors)
    {
        if (IsBuilt)
            throw new InvalidOperationException("Learning rates of weights can be scaled only before the optimizer's "
                + "state is built. Compile the model again.");
        foreach (var factor in Require.NotNull(factors).Values)
            if (!(factor >= 0 && float.IsFinite((float)factor)))
                throw new ArgumentOutOfRangeException(nameof(factors), factor, string.Create(
                    CultureInfo.InvariantCulture, $"Expected finite factors of at least 0, received {factor}."));
        _rateFactors = factors.ToDictionary(entry => entry.Key, entry => (float)entry.Value);
    }

    /// <summary>Makes the slots of <paramref name="weights"/>, whose gradients <c>Apply</c> then takes in this
    /// order. Weights that have slots keep them.</summary>
    public void Build(IReadOnlyList<Weight> weights)
    {
        if (IsBuilt && _weights.Select(weight => weight.Weight).SequenceEqual(weights)) return;
        _weights = [.. weights.Select(weight => _known.TryGetValue(weight, out var known) ? known
            : _known[weight] = Begin(weight))];
        var differ = _weights.Any(weight => weight.RateFactor != 1);
        _numbers = new(differ ? [_weights.Length, OptimizerStep.NumberCount] : [OptimizerStep.NumberCount]);
        _step = new(Optimizer, [.. _weights.Select(weight => (weight.Weight.Shape, weight.Decays))], differ);
        (_operands, _results) = (new Tensor?[_step.OperandCount], new Tensor[_step.ResultCount]);
        Variables = [.. Counters, .. OfWeights(), .. _extra];
    }

    /// <summary>Takes a step, or with gradient accumulation perhaps only notes the gradients.</summary>
    /// <param name="gradients">One for each weight, in the order of <see cref="Build"/>.</param>
    /// <param name="call">Where the step is computed; the reference backend where null.</param>
    /// <exception cref="InvalidOperationException">The state is not built, or its count of steps was set below
    /// 0.</exception>
    /// <exception cref="ArgumentException">The number of gradients differs, none has a value, or a shape or id does not
    /// fit; then nothing is changed.</exception>
    public void Apply(ReadOnlySpan<WeightGradient> gradients, CallContext? call = null)
    {
        if (_step is null)
            throw new InvalidOperationException("Build the optimizer's state with the weights before calling "
                + $"{nameof(Apply)}.");
        Check(gradients);
        if (gradients.IsEmpty) return;
        // Keras' own count runs over to what is negative; formulas and schedules have no meaning for that.
        if (Batches < 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{Optimizer.KerasName}: expected '{_iteration.Name}' to be at least 0 before a step, received "
                    + $"{Batches}. Compile the model again, which counts from 0."));
        call ??= Own();
        Span<float> extra = stackalloc float[_extra.Length];
        Write(_numbers.Overwrite<float>(), extra);
        _step.Arrange(_numbers, _weights, gradients, _operands, _results);
        call.Executor.Change(_step, _operands, _results);
        foreach (var weight in _weights) weight.Weight.Changes++;
        for (var i = 0; i < extra.Length; i++) _extra[i].Value.Overwrite<float>()[0] = extra[i];
        _iteration.Count++;
        Project(gradients, call);
    }

    /// <summary>Takes a step with the gradients of <paramref name="weights"/>, which get their slots in the first one:
    /// Keras' <c>optimizer.apply(gradients, weights)</c>.</summary>
    /// <param name="gradients">One for each weight, as <see cref="Training.GradientTape"/> gives them.</param>
    /// <param name="weights">The weights; the same ones in every step.</param>
    /// <exception cref="ArgumentException">The number of gradients differs, none has a value, or a shape or id does not
    /// fit; then nothing is changed.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains a model with these weights.</exception>
    public void Apply(ReadOnlySpan<WeightGradient> gradients, IReadOnlyList<Weight> weights)
    {
        using var _ = WeightGuards.Of(Require.NotNull(weights)).Write();
        Build(weights);
        Apply(gradients);
    }

    /// <summary>Ends training: where a moving average is kept, it replaces the weights.</summary>
    public void FinishTraining()
    {
        foreach (var weight in _weights)
        {
            weight.Weight.Value.Storage.Read();
            if (weight.Average is { } average) weight.Weight.Value.CopyFrom(average);
        }
    }

    /// <summary>A sentence where steps were taken before some of these weights were trained.</summary>
    internal string? Doubt(IEnumerable<Weight> weights) =>
        Iterations == 0 || _known.Count == 0 || weights.All(_known.ContainsKey) ? null
        : string.Create(CultureInfo.InvariantCulture, $"{Optimizer.KerasName}: has taken {Iterations} steps without "
            + $"some of the weights, and goes on counting from there. Compile the model again to count from 0.");

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

    private void Check(ReadOnlySpan<WeightGradient> gradients)
    {
        if (gradients.Length != _weights.Length)
            throw new ArgumentException($"Expected {_weights.Length} gradients, one for each weight, received "
                + $"{gradients.Length}.", nameof(gradients));
        var any = gradients.IsEmpty;
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i].RequireFitting(_weights[i].Weight);
            any |= gradients[i].HasValue;
        }
        if (!any)
            throw new ArgumentException("Expected a gradient for at least one weight, received none. Does the loss "
                + "depend on the model's outputs?", nameof(gradients));
    }

    // One row of numbers for all weights, or one for each.
    private void Write(Span<float> numbers, Span<float> extra)
    {
        for (var (i, rows) = (0, numbers.Length / OptimizerStep.NumberCount); i < rows; i++)
        {
            for (var j = 0; j < extra.Length; j++) extra[j] = _extra[j].Value.Scalar;
            Write(numbers.Slice(i * OptimizerStep.NumberCount, OptimizerStep.NumberCount), extra,
                _step!.SharesNumbers ? LearningRate : LearningRate * _weights[i].RateFactor);
        }
    }

    private void Write(Span<float> numbers, Span<float> extra, float rate)
    {
        var accumulates = Optimizer.GradientAccumulationSteps is { } steps && (Batches + 1) % steps != 0;
        numbers[OptimizerStep.Rate] = rate;
        // Keras counts whole steps here: while the first step's batches accumulate, the average is a copy.
        numbers[OptimizerStep.AverageShare] = Iterations == 0 ? 0 : (float)Optimizer.EmaMomentum;
        numbers[OptimizerStep.Overwrites] =
            Optimizer.EmaOverwriteFrequency is { } frequency && (Iterations + 1) % frequency == 0 ? 1 : 0;
        numbers[OptimizerStep.OnlyAccumulates] = accumulates ? 1 : 0;
        if (!accumulates)
            Optimizer.Prepare(new(Iterations + 1, rate, extra), numbers[OptimizerStep.OfFormula..]);
    }

    private CallContext Own()
    {
        _own ??= new(new EagerExecutor(new StepMemory(new ReferenceBackend(), givesBack: true)));
        _own.Begin(0);
        return _own;
    }

    // Brings the weights that a step has changed back to what their constraints allow.
    private void Project(ReadOnlySpan<WeightGradient> gradients, CallContext call)
    {
        for (var i = 0; i < _weights.Length; i++)
            if (gradients[i].HasValue && _weights[i].Weight is { Constraint: { } constraint } weight)
                weight.Value.CopyFrom(constraint.Project(weight.Value, call));
    }

    private OptimizedWeight Begin(Weight weight) => new(
        weight, Optimizer.NewSlots(weight.Shape),
        Optimizer.UseEma ? new(weight.Shape) : null,
        Optimizer.GradientAccumulationSteps is null ? null : new(weight.Shape),
        !_undecayed.Contains(weight) && !Optimizer.ExcludeFromWeightDecay.Any(name =>
            weight.Name.Contains(name, StringComparison.Ordinal)),
        _rateFactors.GetValueOrDefault(weight, 1));

    // All arrays of the weights, in Keras' order.
    private IEnumerable<OptimizerVariable> OfWeights()
    {
        foreach (var weight in _weights)
            if (weight.Average is { } average) yield return Variable(weight, "average", average);
        foreach (var weight in _weights)
            if (weight.Accumulator is { } accumulator)
                yield return Variable(weight, "gradient_accumulator", accumulator);
        var slots = Optimizer.Slots;
        for (var (first, end) = (0, 0); first < slots.Count; first = end)
        {
            for (end = first + 1; end < slots.Count && !slots[end].Apart;) end++;
            foreach (var weight in _weights)
                for (var slot = first; slot < end; slot++)
                    yield return Variable(weight, slots[slot].Name, weight.Slots[slot]);
        }
    }

    private static OptimizerVariable Variable(OptimizedWeight weight, string name, Tensor value) =>
        new($"{weight.Weight.Path.Replace('/', '_')}_{name}", value) { Weight = weight.Weight, Slot = name };
}
