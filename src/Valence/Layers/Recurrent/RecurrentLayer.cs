using Valence.Execution;
using Valence.Initializers;
using Valence.Models;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>A cell run along the time axis.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>, optionally followed by the first states <c>[batch, size]</c>, zeros where they
/// are missing. Output <c>[batch, size]</c>, that of the step processed last,
/// or <c>[batch, time, size]</c> with <see cref="ReturnSequences"/>; followed by the last states with
/// <see cref="ReturnState"/>.
/// <para>A masked step keeps the states and repeats the previous output (zeros before the first step that counts), or
/// outputs zeros with <see cref="ZeroOutputForMask"/>.</para>
/// </remarks>
public abstract class RecurrentLayer : Layer
{
    private bool _goBackwards;
    private bool _zeroOutputForMask;
    private ValueForward? _inTimeOrder;
    private Weight[] _states = [];

    private protected RecurrentLayer(bool returnSequences, bool returnState, string? name,
        Shape? inputShape = null) : base(name, inputShape) =>
        (ReturnSequences, ReturnState) = (returnSequences, returnState);

    /// <summary>What is done at each step.</summary>
    public abstract RecurrentCell Cell { get; }

    /// <summary>Whether the outputs of all steps are returned, or the last one alone.</summary>
    public bool ReturnSequences { get; init; }

    /// <summary>Whether the last states are returned after the output.</summary>
    public bool ReturnState { get; init; }

    /// <summary>Whether the last step is processed first; the outputs of all steps are then returned in that order,
    /// last step first.</summary>
    public bool GoBackwards { get => _goBackwards; init => _goBackwards = value; }

    /// <summary>Whether each row of a batch continues where the same row of the previous batch ended. It needs a fixed
    /// batch size; see <see cref="ResetState"/>.</summary>
    public bool Stateful { get; init; }

    /// <summary>The batch size of a stateful layer whose input does not say it; known from a file.</summary>
    internal int? BatchSize { get; set; }

    /// <summary>The shape of the sequences for which the layer was built.</summary>
    internal Shape? BuiltFor { get; private set; }

    /// <summary>Kept for Keras' files; the result does not depend on it.</summary>
    public bool Unroll { get; init; }

    /// <summary>Whether masked steps output zeros instead of the previous output.</summary>
    public bool ZeroOutputForMask { get => _zeroOutputForMask; init => _zeroOutputForMask = value; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments => ["sequences", "initial_state"];

    /// <inheritdoc/>
    internal override bool TakesStates => true;

    /// <inheritdoc/>
    public override bool HasMaskArgument => true;

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Layer Layer)> Parts => [("cell", Cell)];

    private SequenceWalk Walk => new(GoBackwards, ZeroOutputForMask, ReturnSequences);

    /// <summary>Sets the states of a stateful layer to zeros, as before the first batch.</summary>
    public void ResetState()
    {
        foreach (var state in _states) state.Value.Clear();
    }

    /// <inheritdoc/>
    public sealed override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        !Stateful && Cell.HasRowsApart([inputs[0].Remove(1)]);

    /// <inheritdoc/>
    public override int MostContinuedSteps => GoBackwards ? 0 : int.MaxValue;

    /// <inheritdoc/>
    public sealed override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        var sizes = Cell.StateSize;
        if (inputs.Length != 1 && inputs.Length != 1 + sizes.Count)
            throw new ShapeException(Place, $"expected a sequence alone or with {sizes.Count} first states, "
                + $"received {inputs.Length} inputs");
        if (inputs[0].Rank < 3) throw SequenceShape.Mismatch(Place, inputs[0]);
        weights.Child("cell", Cell, inputs[0].Remove(1).With(0, Shape.Unknown));
        if (Stateful)
        {
            var batch = inputs[0][0] < 0 && BatchSize is { } known ? known : inputs[0][0];
            if (batch < 0) throw new ShapeException(Place,
                $"expected a fixed batch size because the layer is stateful, received {inputs[0]}. Give the model "
                    + "an InputLayer with the batch size");
            // As in Keras, the states are no weights: neither files nor GetWeights hold them.
            _states = [.. sizes.Select(size => weights.AddCarried("rnn_state", [batch, size]))];
        }
        BuiltFor = inputs[0];
        _inTimeOrder = Call;
        return (x, call) =>
        {
            var y = Call(x, call);
            return ReturnSequences && GoBackwards ? With(y, call.Reverse(y.Tensor, 1)) : y;
        };
    }

    /// <summary>The layer's computation with the outputs of all steps in the order of time, whatever the
    /// direction.</summary>
    internal Values RunInTimeOrder(Values x, CallContext call) =>
        Run(_inTimeOrder ?? throw new InvalidOperationException($"{Place}: is not built yet."), x, call);

    /// <summary>A copy without weights for one direction of a <see cref="Bidirectional"/>.</summary>
    internal RecurrentLayer Directed(string direction, bool goBackwards)
    {
        var copy = (RecurrentLayer)Unbuilt(Name.StartsWith(direction, StringComparison.Ordinal) ? Name
            : direction + Name);
        (copy._goBackwards, copy._zeroOutputForMask) = (goBackwards, ReturnSequences);
        return copy;
    }

    /// <inheritdoc/>
    internal override Layer Unbuilt(string? name)
    {
        var copy = (RecurrentLayer)base.Unbuilt(name);
        (copy._inTimeOrder, copy._states, copy.BuiltFor) = (null, [], null);
        copy.ForgetCell();
        return copy;
    }

    /// <summary>Replaces the cell by one without weights.</summary>
    private protected abstract void ForgetCell();

    private Values Call(Values x, CallContext call)
    {
        var sequence = x.Tensor;
        if (x.Mask is { } mask && mask.Shape != sequence.Shape[..2])
            throw new ShapeException(Place, $"expected a mask {sequence.Shape[..2]}, received {mask.Shape}");
        var cell = Cell.Built;
        var kept = call.Kept?.States(Cell.StateSize.Count);
        var states = kept?.Before is { } before ? Values.Create([.. before.Select(state => new Value(state))])
            : FirstStates(x, call);
        var drawn = cell.Begin(sequence.Shape[0], call);
        var result = cell.RunWhole(sequence, x.Mask, states, drawn, Walk, call)
            ?? RunSteps(cell, cell.Project(sequence, drawn, call), x.Mask, states, drawn, call);
        if (kept is not null) kept.Value.Leave(result.States);
        else for (var i = 0; i < _states.Length; i++) call.Assign(_states[i], result.States[i].Tensor);
        var output = new Value(result.Output, ReturnSequences ? x.Mask : null);
        if (!ReturnState) return output;
        switch (result.States.Count)
        {
            case 1: return [output, result.States[0]];
            case 2: return [output, result.States[0], result.States[1]];
            default: return Values.Create([output, .. result.States.ToArray()]);
        }
    }

    // Given ones, kept ones, or none, which means zeros.
    private Values FirstStates(Values x, CallContext call)
    {
        if (call.Kept is not null && x.Count == 1) return default;
        if (x.Count > 1) return x.Count == 2 ? x[1].Tensor : x.Count == 3 ? [x[1].Tensor, x[2].Tensor]
            : Values.Create(x.ToArray()[1..]);
        switch (_states.Length)
        {
            case 0: return default;
            case 1: return Kept(_states[0], x.Tensor, call);
            case 2: return [Kept(_states[0], x.Tensor, call), Kept(_states[1], x.Tensor, call)];
        }
        var kept = new Value[_states.Length];
        for (var i = 0; i < kept.Length; i++) kept[i] = Kept(_states[i], x.Tensor, call);
        return Values.Create(kept);
    }

    // A copy: the gradient is taken after the state has moved on, and passes through this call alone.
    private Tensor Kept(Weight state, Tensor sequence, CallContext call)
    {
        if (call.Executor is ShapeExecutor && BatchSize is not null)
            return call.Executor.Rent(new(state.Shape.With(0, sequence.Shape[0])));
        if (sequence.Shape[0] != state.Shape[0])
            throw new ShapeException(Place, $"expected a batch of {state.Shape[0]} because the layer is stateful, "
                + $"received {sequence.Shape}");
        var copy = call.Executor.Rent(new(state.Shape));
        if (call.Executor is not ShapeExecutor) copy.CopyFrom(call.Current(state));
        return copy;
    }

    private SequenceResult RunSteps(BuiltCell cell, Tensor projected, Tensor? mask, Values states, Values drawn,
        CallContext call)
    {
        var batch = projected.Shape[0];
        if (call.Executor is ShapeExecutor && projected.Shape[1] > 1)
        {
            // One step tells the shapes, however many steps a file's description asks for.
            var one = RunSteps(cell, call.Filled(projected.Shape.With(1, 1), 0), mask, states, drawn, call);
            return ReturnSequences ? new(call.Filled([batch, projected.Shape[1], Cell.OutputSize], 0), one.States)
                : one;
        }
        if (states.Count == 0)
            states = Values.Create([.. Cell.StateSize.Select(size => new Value(call.Filled([batch, size], 0)))]);
        var zeros = call.Filled([batch, Cell.OutputSize], 0);
        var steps = TimeSteps.Of(projected, call);
        var outputs = new Tensor[steps.Length];
        var last = zeros;
        for (var i = 0; i < steps.Length; i++)
        {
            var t = GoBackwards ? steps.Length - 1 - i : i;
            var y = cell.Step(steps[t], states, drawn, call);
            var counts = mask is null ? null : call.Slice(mask, 1, t, 1);
            last = counts is null ? y.Tensor : call.Select(counts, y.Tensor, ZeroOutputForMask ? zeros : last);
            states = Next(y, states, counts, call);
            outputs[t] = last;
        }
        if (!ReturnSequences) return new(last, states);
        return new(outputs.Length == 0 ? call.Filled([batch, 0, Cell.OutputSize], 0) : call.Stack(1, outputs), states);
    }

    private static Values Next(Values y, Values states, Tensor? counts, CallContext call)
    {
        var next = new Value[states.Count];
        for (var i = 0; i < next.Length; i++) next[i] = counts is null ? y[1 + i].Tensor
            : call.Select(counts, y[1 + i].Tensor, states[i].Tensor);
        return Values.Create(next);
    }

    private static Values With(Values y, Tensor first)
    {
        var output = new Value(first, y.Mask);
        switch (y.Count)
        {
            case 1: return output;
            case 2: return [output, y[1]];
            case 3: return [output, y[1], y[2]];
            default: return Values.Create([output, .. y.ToArray()[1..]]);
        }
    }
}
