using System.Runtime.CompilerServices;
using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>The weights and products that all cells with kernels share: projections of inputs and of the previous
/// output, with dropout.</summary>
/// <remarks>
/// As in Keras, dropout alone has one mask for the inputs; with recurrent dropout every gate has masks of its own for
/// inputs and for the previous output.
/// What is made once for a sequence is laid out so: the input masks, the recurrent masks, the recurrent kernel's gates
/// where they are needed singly.
/// </remarks>
internal abstract class BuiltKernelCell : BuiltCell
{
    private readonly int _gates;
    private readonly int _features;
    private readonly int _inputMasks;
    private readonly int _recurrentMasks;
    private readonly bool _splitsRecurrent;
    private readonly Split _split;
    private readonly DropoutMask _inputDropout;
    private readonly DropoutMask _recurrentDropout;
    private readonly RandomStream? _inputStream;
    private readonly RandomStream? _recurrentStream;

    /// <param name="cell">The description.</param>
    /// <param name="gates">How many gates lie side by side in the kernels.</param>
    /// <param name="input">The shape of a step's input.</param>
    /// <param name="weights">Where the weights are made.</param>
    /// <param name="biasShape">The shape of the bias.</param>
    /// <param name="biasInitializer">What it holds at first.</param>
    /// <param name="splitsRecurrent">Whether the gates of the recurrent kernel are needed singly even without
    /// dropout.</param>
    protected BuiltKernelCell(KernelCell cell, int gates, Shape input, WeightFactory weights, Shape biasShape,
        Initializer biasInitializer, bool splitsRecurrent = false)
    {
        if (input.Rank != 2)
            throw new ShapeException(cell.Place, $"expected [batch, time, features], received steps {input}. For "
                + "sequences in sequences put TimeDistributed around the layer");
        (_gates, _features, Units) = (gates, input[^1], cell.Units);
        Kernel = weights.Add("kernel", [_features, Shape.LengthOf((long)gates * Units)], cell.KernelInitializer,
            cell.KernelRegularizer, cell.KernelConstraint);
        Recurrent = weights.Add("recurrent_kernel", [Units, Shape.LengthOf((long)gates * Units)],
            cell.RecurrentInitializer, cell.RecurrentRegularizer, cell.RecurrentConstraint);
        Bias = cell.UseBias ? weights.Add("bias", biasShape, biasInitializer, cell.BiasRegularizer, cell.BiasConstraint)
            : null;
        _split = new(1, Units);
        // Keras applies neither rate at 1 exactly.
        var (drops, dropsRecurrent) = (cell.Dropout is > 0 and < 1, cell.RecurrentDropout is > 0 and < 1);
        _inputMasks = !drops ? 0 : cell.RecurrentDropout > 0 ? gates : 1;
        _recurrentMasks = dropsRecurrent ? gates : 0;
        _splitsRecurrent = splitsRecurrent;
        (_inputDropout, _recurrentDropout) = (new((float)cell.Dropout), new((float)cell.RecurrentDropout));
        _inputStream = drops ? weights.AddRandom("dropout", cell.Seed) : null;
        _recurrentStream = dropsRecurrent ? weights.AddRandom("recurrent_dropout", cell.Seed) : null;
    }

    protected int Units { get; }

    protected Weight Kernel { get; }

    protected Weight Recurrent { get; }

    protected Weight? Bias { get; }

    /// <inheritdoc/>
    public sealed override int DrawCount(CallContext call)
    {
        var (inputs, recurrent, parts) = Counts(call);
        return inputs + recurrent + parts;
    }

    /// <inheritdoc/>
    public sealed override Values Begin(int batch, CallContext call)
    {
        var (inputs, recurrent, parts) = Counts(call);
        if (inputs + recurrent + parts == 0) return default;
        if (inputs + recurrent + parts == 1) return inputs == 1
            ? Mask(_inputDropout, _inputStream!, batch, _features, call)
            : Mask(_recurrentDropout, _recurrentStream!, batch, Units, call);
        var made = new Value[inputs + recurrent + parts];
        for (var i = 0; i < inputs; i++) made[i] = Mask(_inputDropout, _inputStream!, batch, _features, call);
        for (var i = 0; i < recurrent; i++)
            made[inputs + i] = Mask(_recurrentDropout, _recurrentStream!, batch, Units, call);
        if (parts > 0)
        {
            Gates gates = default;
            SplitGates(Recurrent.Value, call, ref gates);
            for (var i = 0; i < parts; i++) made[inputs + recurrent + i] = gates[i];
        }
        return Values.Create(made);
    }

    /// <inheritdoc/>
    public sealed override Tensor Project(Tensor x, Values drawn, CallContext call)
    {
        var masks = Counts(call).Inputs;
        if (masks <= 1) return call.Affine(masks == 0 ? x : Masked(x, drawn[0].Tensor, call), Kernel.Value,
            InputBias(call));
        Gates kernels = default;
        SplitGates(Kernel.Value, call, ref kernels);
        var products = new Tensor?[_gates];
        for (var i = 0; i < _gates; i++) products[i] = call.MatMul(Masked(x, drawn[i].Tensor, call), kernels[i]);
        var product = call.Concat(-1, products);
        return InputBias(call) is { } bias ? call.Add(product, bias) : product;
    }

    /// <summary>The bias that is added to projected inputs, or null.</summary>
    protected virtual Tensor? InputBias(CallContext call) => Bias?.Value;

    /// <summary>The previous output times <paramref name="count"/> gates of the recurrent kernel, all of them unless
    /// the kernel is split.</summary>
    protected Tensor Product(Tensor h, int first, int count, Values drawn, CallContext call)
    {
        var (inputs, recurrent, parts) = Counts(call);
        if (parts == 0) return call.MatMul(recurrent > 0 ? call.Multiply(h, drawn[inputs].Tensor) : h, Recurrent.Value);
        if (count == 1) return OfGate(first);
        var products = new Tensor?[count];
        for (var i = 0; i < count; i++) products[i] = OfGate(first + i);
        return call.Concat(-1, products);

        Tensor OfGate(int gate) => call.MatMul(recurrent > 0 ? call.Multiply(h, drawn[inputs + gate].Tensor) : h,
            drawn[inputs + recurrent + gate].Tensor);
    }

    /// <summary>Cuts the last axis of a matrix into gates.</summary>
    protected void SplitGates(Tensor x, CallContext call, ref Gates gates) =>
        call.Run(_split, [x], ((Span<Tensor>)gates)[..(x.Shape[^1] / Units)]);

    /// <inheritdoc/>
    internal sealed override SequenceResult? RunWhole(
        Tensor x, Tensor? mask, Values states, Values drawn, SequenceWalk walk, CallContext call)
    {
        var hidesStates = mask is not null && (walk.ZeroOutputForMask || states.Count > 0) && x.Shape[1] > 0;
        var trace = call.Executor.Records ? SequenceTrace.Gradient : walk.ReturnSequences || hidesStates
            ? SequenceTrace.States : SequenceTrace.None;
        if (Whole(walk.Reverse, trace) is not { } operation) return null;
        var (inputs, recurrent, _) = Counts(call);
        // Masks of each gate's own make the projection a product per gate.
        var projects = inputs > 1;
        var sequence = projects ? Project(x, drawn, call) : inputs == 1 ? Masked(x, drawn[0].Tensor, call) : x;
        var kernel = projects ? null : Kernel.Value;
        var bias = projects ? null : InputBias(call);
        var (h, c) = (states.Count > 0 ? states[0].Tensor : null, states.Count > 1 ? states[1].Tensor : null);
        Results y = default;
        call.Run(
            operation, [sequence, kernel, Recurrent.Value, bias, RecurrentBias(call), recurrent == 0 ? null
                : DropoutOfGates(drawn, inputs, call), mask, h, c, null],
            ((Span<Tensor>)y)[..(operation.HasCell ? 5 : 3)]);
        var last = y[RecurrentSequence.LastState];
        var output = last;
        // The last state is the last output too, unless the output of masked steps is another.
        if (walk.ReturnSequences || hidesStates)
        {
            output = Outputs(y[RecurrentSequence.States], mask, h, walk, call);
            if (!walk.ReturnSequences) output = call.At(output, 1, walk.Reverse ? 0 : x.Shape[1] - 1);
        }
        else if (x.Shape[1] == 0)
        {
            // No step puts out what masked first steps do.
            output = call.ZerosLike(last);
        }
        return operation.HasCell ? new(output, [last, y[RecurrentSequence.LastCell]]) : new(output, last);
    }

    /// <summary>The operation that runs whole sequences, or null where there is none for the cell's
    /// functions.</summary>
    private protected abstract RecurrentSequence? Whole(bool reverse, SequenceTrace trace);

    /// <summary>The bias that is added to the recurrent products, or null.</summary>
    protected virtual Tensor? RecurrentBias(CallContext call) => null;

    // A masked step repeats the output before it, which is the state, except before the first step that counts, where
    // there is no output before it.
    private static Tensor Outputs(Tensor states, Tensor? mask, Tensor? firstState, SequenceWalk walk, CallContext call)
    {
        var steps = call.Transpose(states, 1, 0, 2);
        if (mask is null || firstState is null && !walk.ZeroOutputForMask) return steps;
        var counts = walk.ZeroOutputForMask ? mask : call.MatMul(mask, Earlier(mask.Shape[1], walk.Reverse, call));
        return call.Select(call.Reshape(counts, mask.Shape.Insert(2, 1)), steps, call.Scalar(0));
    }

    /// <summary>1 where the step of the row is processed no later than that of the column, <c>[time, time]</c>: a mask
    /// times it tells at which steps anything has counted.</summary>
    private static Tensor Earlier(int time, bool reverse, CallContext call)
    {
        var to = call.Range(time);
        var from = call.Reshape(to, [time, 1]);
        return reverse ? call.GreaterEqual(from, to) : call.LessEqual(from, to);
    }

    private Tensor DropoutOfGates(Values drawn, int first, CallContext call)
    {
        Gates masks = default;
        for (var i = 0; i < _gates; i++) masks[i] = drawn[first + i].Tensor;
        return call.Stack(0, ((Span<Tensor>)masks)[.._gates]);
    }

    private (int Inputs, int Recurrent, int Parts) Counts(CallContext call)
    {
        var recurrent = call.Training ? _recurrentMasks : 0;
        return (call.Training ? _inputMasks : 0, recurrent, _gates > 1 && (_splitsRecurrent || recurrent > 0) ? _gates
            : 0);
    }

    private static Tensor Mask(DropoutMask dropout, RandomStream stream, int batch, int width, CallContext call) =>
        call.Run(dropout, call.Executor.Rent(new([batch, width])), call.RandomKey(stream));

    private static Tensor Masked(Tensor x, Tensor mask, CallContext call) =>
        call.Multiply(x, x.Shape.Rank == 2 ? mask : call.Reshape(mask, mask.Shape.Insert(1, 1)));

    [InlineArray(5)]
    private struct Results
    {
        private Tensor _first;
    }

    [InlineArray(Split.MaxParts)]
    protected struct Gates
    {
        private Tensor _first;
    }
}
