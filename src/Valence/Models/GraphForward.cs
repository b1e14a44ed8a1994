using System.Buffers;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;

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
    private readonly int[] _held;
    private int _count;

    public GraphForward(IReadOnlyList<SymbolicTensor> inputs, IReadOnlyList<LayerNode> nodes,
        IReadOnlyList<SymbolicTensor> outputs, bool training)
    {
        foreach (var tensor in inputs.Concat(nodes.SelectMany(node => node.Outputs)))
            _slots.TryAdd(tensor, _slots.Count);
        _count = _slots.Count;
        var run = new RunMasks(training);
        _steps = [.. nodes.Where(node => node.Layer is not InputLayer).Select(node => StepOf(node, run))];
        _sources = [.. inputs.Select(input => _slots[input])];
        _results = [.. outputs.Select(output => _slots[output])];
        // Losses and metrics ask the run for the mask of an output.
        _resultMasks = Places([.. outputs.Select(run.Of)]);
        _held = [.. _sources.Concat(_results).Concat(MaskPlace.Slots(_resultMasks)).Distinct()];
        FindLastUses();
    }

    public Values Run(Values x, CallContext call)
    {
        var values = ArrayPool<Value>.Shared.Rent(_count);
        var memory = StepMemory.TakingBack(call);
        try
        {
            for (var i = 0; i < _sources.Length; i++) values[_sources[i]] = x[i];
            foreach (var (slot, value) in _constants) values[slot] = value;
            // What was given is the caller's, also where a layer returns a view of it.
            if (memory is not null)
                foreach (var source in _sources) StepMemory.Hold(values[source]);
            foreach (var step in _steps)
            {
                var given = Collect(values, step.Inputs, step.Masks);
                var y = step.Training is { } training ? call.As(training, step.Forward, given)
                    : step.Forward(given, call);
                if (step.Joins is { } joins)
                {
                    values[step.Joined] = new(y[0].Tensor, y[0].Mask);
                    y = y[0] with { Mask = joins.MaskOf(Collect(values, step.Inputs, step.Joint), call) ?? y[0].Mask };
                }
                for (var i = 0; i < step.Outputs.Length; i++)
                    values[step.Outputs[i]] = i < step.Passed || step.PassesOwn && y[i].Mask is not null
                        ? y[i] with { Mask = values[step.Inputs[0]].Mask } : y[i];
                if (memory is null) continue;
                foreach (var slot in step.Written) StepMemory.Hold(values[slot]);
                if (!StepMemory.StandsForOthers(y))
                    foreach (var slot in step.Last) memory.Drop(values[slot], release: true);
            }
            if (memory is not null)
                foreach (var slot in _held) memory.Drop(values[slot], release: false);
            return Collect(values, _results, _resultMasks);
        }
        finally
        {
            ArrayPool<Value>.Shared.Return(values, clearArray: true);
        }
    }

    // A slot is needed until the last step that reads it, or writes it where none does.
    private void FindLastUses()
    {
        var last = new int[_count];
        for (var i = 0; i < _steps.Length; i++)
            foreach (var slot in _steps[i].Inputs.Concat(MaskPlace.Slots(_steps[i].Masks)).Concat(_steps[i].Written))
                last[slot] = i;
        var written = _steps.SelectMany(step => step.Written).Except(_held).ToHashSet();
        for (var i = 0; i < _steps.Length; i++)
            _steps[i].Last = [.. written.Where(slot => last[slot] == i)];
    }

    // A value carries the mask that Keras' graph knows, and that of its runs where the graph knows none. Only layers of
    // several inputs ask the run; the others have been given their masks when the graph was made.
    private Step StepOf(LayerNode node, RunMasks run)
    {
        var (layer, inputs) = (node.Layer, node.Arguments);
        var attends = layer is ProjectedAttention or ScoredAttention;
        var joins = layer as IJoinsMasks;
        var asks = attends || joins is not null || layer.AsksForMasks;
        // Keras gives a layer the mask of its sequence by itself only where the sequence is the one tensor argument; a
        // mask that is not given so is not used beside states, and goes on all the same.
        var withStates = layer.TakesStates && inputs.Count > 1 && node.Masks.Count == 0;
        var masks = new int[inputs.Count];
        for (var i = 0; i < masks.Length; i++)
        {
            // Keras' attention of several heads asks the query itself for its mask, whatever is given.
            var given = i < node.Masks.Count && !(i == 0 && layer.TakesMasks) ? node.Masks[i] : null;
            masks[i] = given is { } mask ? mask == UseInput.None ? MaskPlace.None : SlotOf(mask)
                : withStates ? MaskPlace.None : asks && !Keeps(i) ? run.Of(inputs[i]) : MaskPlace.Own;
        }
        var byPosition = masks is [>= 0, ..] && layer is not Model && node.Use.GivesMaskByPosition(layer);
        // What makes its mask itself or is given one knows it; all others pass on what the first input has.
        var passes = inputs.Count > 0 && layer is not (Model or Masking or Embedding)
            && (node.Masks.Count == 0 || layer is ProjectedAttention || byPosition);
        var isInGraph = layer is not Model && (joins is null ? !passes || run.IsInGraph(inputs[0])
            : layer is Merge ? inputs.All(run.IsInGraph) : inputs.Any(run.IsInGraph));
        if (Places(masks) is null && inputs.All(run.IsInGraph)) joins = null;
        var joined = joins is null ? -1 : _count++;
        var passed = joins is not null ? MaskPlace.Of(joined)
            : passes && !Keeps(0) ? run.Of(inputs[0]) : MaskPlace.Own;
        if (layer.TakesMasks) run.Take(inputs);
        run.Give(node, passed, isInGraph);
        return new(layer.EnsureBuilt([]).Forward, [.. inputs.Select(SlotOf)], Places(masks),
            [.. node.Outputs.Select(output => _slots[output])])
        {
            Training = node.Training,
            Joins = joins,
            Joined = joined,
            Joint = joins is null ? null
                : Places([.. inputs.Select(input => run.IsInGraph(input) ? MaskPlace.Own : MaskPlace.None)]),
            PassesOwn = byPosition,
            // As far as the outputs are sequences. What is given as the query's mask is not passed on, unlike the one
            // that it has.
            Passed = withStates && inputs[0].Symbol is { } sequence
                ? node.Outputs.TakeWhile(output => output.Shape.Rank == sequence.Shape.Rank).Count()
                : layer is ProjectedAttention ? masks[0] != MaskPlace.Own ? 1 : 0
                : attends && passed != MaskPlace.Own ? 1 : 0,
        };

        bool Keeps(int i) => node.KeepsMask && run.IsInGraph(inputs[i]);
    }

    private static int[]? Places(int[] masks) => masks.All(mask => mask == MaskPlace.Own) ? null : masks;

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

    private static Value At(Value[] values, int[] slots, int[]? masks, int i)
    {
        var value = values[slots[i]];
        return (masks?[i] ?? MaskPlace.Own) switch
        {
            MaskPlace.Own => value,
            MaskPlace.None => value with { Mask = null },
            var place when MaskPlace.IsOf(place, out var slot) => value.Mask is null ? value
                : value with { Mask = values[slot].Mask },
            var slot => value with { Mask = values[slot].Tensor },
        };
    }

    private sealed record Step(ValueForward Forward, int[] Inputs, int[]? Masks, int[] Outputs)
    {
        /// <summary>The layer, where Keras' runs give it other masks than the graph: it joins both.</summary>
        public IJoinsMasks? Joins { get; init; }

        /// <summary>Where the graph's masks are that such a layer joins.</summary>
        public int[]? Joint { get; init; }

        /// <summary>The slot of the output with the mask that runs know, where there is such a layer.</summary>
        public int Joined { get; init; }

        /// <summary>All slots that the step writes.</summary>
        public int[] Written => field ??= Joins is null ? Outputs : [.. Outputs, Joined];

        /// <summary>Whether the layer works as in training; null for as the model.</summary>
        public bool? Training { get; init; }

        /// <summary>Whether the outputs carry the mask that the first input has itself, not the one it was
        /// given.</summary>
        public bool PassesOwn { get; init; }

        /// <summary>The slots that no later step reads.</summary>
        public int[] Last { get; set; } = [];

        /// <summary>How many outputs carry on the mask that the first input has and that the layer did not
        /// get.</summary>
        public int Passed { get; init; }
    }
}
