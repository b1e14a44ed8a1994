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
    private readonly int[] _held;
    private int _count;

    public GraphForward(IReadOnlyList<SymbolicTensor> inputs, IReadOnlyList<LayerNode> nodes,
        IReadOnlyList<SymbolicTensor> outputs)
    {
        foreach (var tensor in inputs.Concat(nodes.SelectMany(node => node.Outputs)))
            _slots.TryAdd(tensor, _slots.Count);
        _count = _slots.Count;
        var known = new Dictionary<SymbolicTensor, int>();
        _steps = [.. nodes.Where(node => node.Layer is not InputLayer).Select(node => StepOf(node, known))];
        _sources = [.. inputs.Select(input => _slots[input])];
        _results = [.. outputs.Select(output => _slots[output])];
        // Losses and metrics ask the run for the mask of an output.
        if (outputs.Any(known.ContainsKey))
            _resultMasks = [.. outputs.Select(output => known.GetValueOrDefault(output, Step.OwnMask))];
        _held = [.. _sources.Concat(_results).Concat(Step.MaskSlots(_resultMasks)).Distinct()];
        FindLastUses();
    }

    public Values Run(Values x, CallContext call)
    {
        var values = ArrayPool<Value>.Shared.Rent(_count);
        var memory = call.Executor.GivesBack;
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
                    y = y[0] with { Mask = joins.MaskOf(Collect(values, step.Inputs, masks: null), call) };
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
            foreach (var slot in _steps[i].Inputs.Concat(Step.MaskSlots(_steps[i].Masks)).Concat(_steps[i].Written))
                last[slot] = i;
        var written = _steps.SelectMany(step => step.Written).Except(_held).ToHashSet();
        for (var i = 0; i < _steps.Length; i++)
            _steps[i].Last = [.. written.Where(slot => last[slot] == i)];
    }

    // A value carries the mask that Keras' graph knows. Keras' runs may know another: its attention of several heads
    // takes the masks of its inputs away, and what is computed from those later has none when the graph runs, or that
    // of the other inputs. Only layers of several inputs ask then; the others have been given their masks when the
    // graph was made.
    private Step StepOf(LayerNode node, Dictionary<SymbolicTensor, int> known)
    {
        var (layer, inputs) = (node.Layer, node.Arguments);
        var attends = layer is ProjectedAttention or ScoredAttention;
        var joins = layer as IJoinsMasks;
        var asks = !node.KeepsMask && (attends || joins is not null || layer.HasMaskArgument);
        // Keras gives a layer the mask of its sequence by itself only where the sequence is the one tensor argument; a
        // mask that is not given so is not used beside states, and goes on all the same.
        var withStates = layer.TakesStates && inputs.Count > 1 && node.Masks.Count == 0;
        var masks = new int[inputs.Count];
        for (var i = 0; i < masks.Length; i++)
        {
            // Keras' attention of several heads asks the query itself for its mask, whatever is given.
            var given = i < node.Masks.Count && !(i == 0 && layer.TakesMasks) ? node.Masks[i] : null;
            masks[i] = given is { } mask ? mask == UseInput.None ? Step.NoMask : SlotOf(mask)
                : withStates ? Step.NoMask : asks ? Known(inputs[i]) : Step.OwnMask;
        }
        if (masks.All(mask => mask == Step.OwnMask)) joins = null;
        var joined = joins is null ? -1 : _count++;
        var byPosition = masks is [>= 0, ..] && layer is not Model && node.Use.GivesMaskByPosition(layer);
        var passesGiven = node.Masks.Count > 0 && layer is not ProjectedAttention && !byPosition;
        var passed = joins is not null ? Step.KnownMask(joined)
            : inputs.Count == 0 || node.KeepsMask || passesGiven || layer is Masking ? Step.OwnMask : Known(inputs[0]);
        if (layer.TakesMasks)
            foreach (var input in inputs)
                if (input.Symbol is { } symbol) known[symbol] = Step.NoMask;
        if (passed != Step.OwnMask)
            foreach (var output in node.Outputs) known[output] = passed;
        return new(layer.EnsureBuilt([]).Forward, [.. inputs.Select(SlotOf)],
            masks.All(mask => mask == Step.OwnMask) ? null : masks, [.. node.Outputs.Select(output => _slots[output])])
        {
            Training = node.Training,
            Joins = joins,
            Joined = joined,
            PassesOwn = byPosition,
            // As far as the outputs are sequences. What is given as the query's mask is not passed on, unlike the one
            // that it has.
            Passed = withStates && inputs[0].Symbol is { } sequence
                ? node.Outputs.TakeWhile(output => output.Shape.Rank == sequence.Shape.Rank).Count()
                : layer is ProjectedAttention ? masks[0] != Step.OwnMask ? 1 : 0
                : attends && passed != Step.OwnMask ? 1 : 0,
        };

        int Known(UseInput input) => input.Symbol is { } symbol ? known.GetValueOrDefault(symbol, Step.OwnMask)
            : Step.OwnMask;
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
        // What has lost its mask on the way has none in a run either.
        < Step.NoMask and var mask => values[slots[i]].Mask is null ? values[slots[i]]
            : values[slots[i]] with { Mask = values[Step.KnownSlot(mask)].Mask },
        var slot => values[slots[i]] with { Mask = values[slot].Tensor },
    };

    private sealed record Step(ValueForward Forward, int[] Inputs, int[]? Masks, int[] Outputs)
    {
        public const int OwnMask = -1;
        public const int NoMask = -2;

        /// <summary>The mask of the value in a slot, in place of the one that the input carries.</summary>
        public static int KnownMask(int slot) => NoMask - 1 - slot;

        /// <summary>The slot of a <see cref="KnownMask"/>.</summary>
        public static int KnownSlot(int mask) => NoMask - 1 - mask;

        /// <summary>The slots that masks are read from.</summary>
        public static IEnumerable<int> MaskSlots(int[]? masks) => (masks ?? [])
            .Where(mask => mask is not (OwnMask or NoMask)).Select(mask => mask < 0 ? KnownSlot(mask) : mask);

        /// <summary>The layer, where Keras' runs give it other masks than the graph: it makes both.</summary>
        public IJoinsMasks? Joins { get; init; }

        /// <summary>The slot of the output with the mask that runs know, where there is such a layer.</summary>
        public int Joined { get; init; }

        /// <summary>All slots that the step writes.</summary>
        public IEnumerable<int> Written => Joins is null ? Outputs : Outputs.Append(Joined);

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
