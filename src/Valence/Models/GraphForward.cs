using System.Buffers;
using Valence.Execution;
using Valence.Graphs;
using Valence.Layers;

namespace Valence.Models;

/// <summary>The computation of a graph: each place has a slot, and each use reads and writes slots in Keras'
/// order.</summary>
internal sealed class GraphForward
{
    private readonly Dictionary<SymbolicTensor, int> _slots = [];
    private readonly List<(int Slot, Tensor Value)> _constants = [];
    private readonly Step[] _steps;
    private readonly int[] _sources;
    private readonly int[] _results;
    private readonly int[]? _resultMasks;
    private int _count;

    public GraphForward(IReadOnlyList<SymbolicTensor> inputs, IReadOnlyList<LayerNode> nodes,
        IReadOnlyList<SymbolicTensor> outputs)
    {
        foreach (var tensor in inputs.Concat(nodes.SelectMany(node => node.Outputs)))
            _slots.TryAdd(tensor, _slots.Count);
        _count = _slots.Count;
        var lost = new HashSet<SymbolicTensor>();
        _steps = [.. nodes.Where(node => node.Layer is not InputLayer).Select(node => StepOf(node, lost))];
        _sources = [.. inputs.Select(input => _slots[input])];
        _results = [.. outputs.Select(output => _slots[output])];
        // Losses and metrics ask the run for the mask of an output.
        if (outputs.Any(lost.Contains))
            _resultMasks = [.. outputs.Select(output => lost.Contains(output) ? Step.NoMask : Step.OwnMask)];
    }

    public Values Run(Values x, CallContext call)
    {
        var values = ArrayPool<Value>.Shared.Rent(_count);
        try
        {
            for (var i = 0; i < _sources.Length; i++) values[_sources[i]] = x[i];
            foreach (var (slot, value) in _constants) values[slot] = value;
            foreach (var step in _steps)
            {
                var given = Collect(values, step.Inputs, step.Masks);
                var y = step.Training is { } training ? call.As(training, step.Forward, given)
                    : step.Forward(given, call);
                for (var i = 0; i < step.Outputs.Length; i++)
                    values[step.Outputs[i]] = i < step.Passed || step.PassesOwn && y[i].Mask is not null
                        ? y[i] with { Mask = values[step.Inputs[0]].Mask } : y[i];
            }
            return Collect(values, _results, _resultMasks);
        }
        finally
        {
            ArrayPool<Value>.Shared.Return(values, clearArray: true);
        }
    }

    // A value carries the mask that Keras' graph knows. Keras' runs may know less: its attention of several heads takes
    // the masks of its inputs away, and what is computed from those later has none when the graph runs. Only layers of
    // several inputs ask then; the others have been given their masks when the graph was made.
    private Step StepOf(LayerNode node, HashSet<SymbolicTensor> lost)
    {
        var (layer, inputs) = (node.Layer, node.Arguments);
        var attends = layer is ProjectedAttention or ScoredAttention;
        // Keras gives a layer the mask of its sequence by itself only where the sequence is the one tensor argument; a
        // mask that is not given so is not used beside states, and goes on all the same.
        var withStates = layer.TakesStates && inputs.Count > 1 && node.Masks.Count == 0;
        var masks = new int[inputs.Count];
        for (var i = 0; i < masks.Length; i++)
        {
            // Keras' attention of several heads asks the query itself for its mask, whatever is given.
            var given = i < node.Masks.Count && !(i == 0 && layer.TakesMasks) ? node.Masks[i] : null;
            masks[i] = given is { } mask ? mask == UseInput.None ? Step.NoMask : SlotOf(mask)
                : withStates || IsLost(inputs[i]) && !node.KeepsMask && (attends || layer.HasMaskArgument) ? Step.NoMask
                : Step.OwnMask;
        }
        var isLost = inputs.Count > 0 && !node.KeepsMask && node.Masks.Count == 0
            && (attends ? IsLost(inputs[0]) : inputs.Any(IsLost));
        if (layer.TakesMasks)
            foreach (var input in inputs)
                if (input.Symbol is { } symbol) lost.Add(symbol);
        if (isLost)
            foreach (var output in node.Outputs) lost.Add(output);
        return new(layer.EnsureBuilt([]).Forward, [.. inputs.Select(SlotOf)],
            masks.All(mask => mask == Step.OwnMask) ? null : masks, [.. node.Outputs.Select(output => _slots[output])])
        {
            Training = node.Training,
            PassesOwn = masks is [>= 0, ..] && layer is not Model && node.Use.GivesMaskByPosition(layer),
            // As far as the outputs are sequences. What is given as the query's mask is not passed on, unlike the one
            // that it has.
            Passed = withStates && inputs[0].Symbol is { } sequence
                ? node.Outputs.TakeWhile(output => output.Shape.Rank == sequence.Shape.Rank).Count()
                : layer is ProjectedAttention ? masks[0] != Step.OwnMask ? 1 : 0 : attends && isLost ? 1 : 0,
        };

        bool IsLost(UseInput input) => input.Symbol is { } symbol && lost.Contains(symbol);
    }

    private int SlotOf(UseInput input)
    {
        if (input.Symbol is { } symbol) return _slots[symbol];
        _constants.Add((_count, input.Constant!));
        return _count++;
    }

    private static Values Collect(Value[] values, int[] slots, int[]? masks)
    {
        switch (slots.Length)
        {
            case 1: return [At(values, slots, masks, 0)];
            case 2: return [At(values, slots, masks, 0), At(values, slots, masks, 1)];
            case 3: return [At(values, slots, masks, 0), At(values, slots, masks, 1), At(values, slots, masks, 2)];
            default:
                // No closure: it would be allocated on every call, whatever the number of slots.
                var collected = new Value[slots.Length];
                for (var i = 0; i < slots.Length; i++) collected[i] = At(values, slots, masks, i);
                return Values.Create(collected);
        }
    }

    private static Value At(Value[] values, int[] slots, int[]? masks, int i) => (masks?[i] ?? Step.OwnMask) switch
    {
        Step.OwnMask => values[slots[i]],
        Step.NoMask => values[slots[i]] with { Mask = null },
        var slot => values[slots[i]] with { Mask = values[slot].Tensor },
    };

    private sealed record Step(ValueForward Forward, int[] Inputs, int[]? Masks, int[] Outputs)
    {
        public const int OwnMask = -1;
        public const int NoMask = -2;

        /// <summary>Whether the layer works as in training; null for as the model.</summary>
        public bool? Training { get; init; }

        /// <summary>Whether the outputs carry the mask that the first input has itself, not the one it was
        /// given.</summary>
        public bool PassesOwn { get; init; }

        /// <summary>How many outputs carry on the mask that the first input has and that the layer did not
        /// get.</summary>
        public int Passed { get; init; }
    }
}
