using System.Globalization;
using Valence.Layers;

namespace Valence.Optimizers;

/// <summary>The weights in an optimizer's hands: which they are, which of them decay, their moving averages, and their
/// arrays in Keras' order.</summary>
internal sealed class OptimizedWeights(Optimizer optimizer)
{
    private readonly Dictionary<Weight, OptimizedWeight> _known = [];
    private HashSet<Weight> _undecayed = [];
    private string[] _undecayedNames = [];

    /// <summary>Those whose gradients a step takes, in that order.</summary>
    public OptimizedWeight[] Current { get; private set; } = [];

    /// <inheritdoc cref="Optimizer.ExcludeFromWeightDecay"/>
    public void ExcludeFromDecay(IEnumerable<Weight>? weights, IEnumerable<string>? names) =>
        (_undecayed, _undecayedNames) = ([.. weights ?? []], [.. names ?? []]);

    /// <summary>Whether <see cref="Current"/> are exactly these.</summary>
    public bool Are(IReadOnlyList<Weight> weights) => Current.Select(weight => weight.Weight).SequenceEqual(weights);

    /// <summary>Makes these the current ones; those that were known keep their slots.</summary>
    public void Use(IReadOnlyList<Weight> weights) =>
        Current = [.. weights.Select(weight => _known.TryGetValue(weight, out var known) ? known
            : _known[weight] = Prepare(weight))];

    /// <summary>A sentence where the optimizer goes on counting steps that it took with other weights than
    /// these.</summary>
    public string? Doubt(IReadOnlyList<Weight> weights) =>
        optimizer.Iterations == 0 || _known.Count == 0 || weights.All(_known.ContainsKey) ? null
        : string.Create(CultureInfo.InvariantCulture, $"{optimizer.KerasName}: has taken {optimizer.Iterations} steps "
            + $"with other weights, and goes on counting from there. Compile each model with a new optimizer.");

    /// <summary>Begins a step with one gradient for each weight.</summary>
    /// <exception cref="ArgumentException">The number of gradients differs, none has a value, or a shape or id does not
    /// fit.</exception>
    public void Take(ReadOnlySpan<WeightGradient> gradients)
    {
        if (gradients.Length != Current.Length)
            throw new ArgumentException($"Expected {Current.Length} gradients, one for each weight, received "
                + $"{gradients.Length}.", nameof(gradients));
        var any = false;
        for (var i = 0; i < Current.Length; i++)
        {
            Current[i].Take(gradients[i]);
            any |= Current[i].HasGradient;
        }
        if (!any && Current.Length > 0)
            throw new ArgumentException("Expected a gradient for at least one weight, received none. Does the loss "
                + "depend on the model's outputs?", nameof(gradients));
    }

    /// <inheritdoc cref="Optimizer.FinishTraining"/>
    public void FinishTraining()
    {
        foreach (var weight in Current)
        {
            weight.Late?.CatchUp();
            if (weight.Average is { } average) weight.Weight.Value.CopyFrom(average);
        }
    }

    /// <summary>Exchanges the weights and their moving averages.</summary>
    public void SwapAverages()
    {
        foreach (var weight in Current)
        {
            if (weight.Average is not { } average) continue;
            var own = weight.Weight.Value.Copy();
            weight.Weight.Value.CopyFrom(average);
            average.CopyFrom(own);
        }
    }

    /// <summary>Makes the moving averages what the weights are.</summary>
    public void SetAverages()
    {
        foreach (var weight in Current) weight.Average?.CopyFrom(weight.Weight.Value);
    }

    /// <summary>All arrays of the weights, in Keras' order.</summary>
    public IEnumerable<OptimizerVariable> Variables()
    {
        foreach (var weight in Current)
            if (weight.Average is { } average) yield return Variable(weight, "average", average);
        foreach (var weight in Current)
            if (weight.Accumulator is { } accumulator)
                yield return Variable(weight, "gradient_accumulator", accumulator);
        var slots = optimizer.Slots;
        for (var (first, end) = (0, 0); first < slots.Count; first = end)
        {
            for (end = first + 1; end < slots.Count && !slots[end].Apart;) end++;
            foreach (var weight in Current)
                for (var slot = first; slot < end; slot++)
                    yield return Variable(weight, slots[slot].Name, weight.Slots[slot]);
        }
    }

    private static OptimizerVariable Variable(OptimizedWeight weight, string name, Tensor value) =>
        new($"{weight.Weight.Path.Replace('/', '_')}_{name}", value) { Weight = weight.Weight, Slot = name };

    private OptimizedWeight Prepare(Weight weight) => new(
        weight, optimizer.NewSlots(weight), (float)(optimizer.LossScaleFactor ?? 1),
        optimizer.UseEma ? new(weight.Shape) : null,
        optimizer.GradientAccumulationSteps is null ? null : new(weight.Shape),
        !_undecayed.Contains(weight)
            && !_undecayedNames.Any(name => weight.Name.Contains(name, StringComparison.Ordinal)));
}
