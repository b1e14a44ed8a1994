using System.Runtime.CompilerServices;
using Valence.Execution;
using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>The weights and products that all cells with kernels share: projections of inputs and of the previous output, with dropout.</summary>
/// <remarks>
/// As in Keras, dropout alone has one mask for the inputs; with recurrent dropout every gate has masks of its own for inputs and for the previous output.
/// What is made once for a sequence is laid out so: the input masks, the recurrent masks, the recurrent kernel's gates where they are needed singly.
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
    /// <param name="splitsRecurrent">Whether the gates of the recurrent kernel are needed singly even without dropout.</param>
    protected BuiltKernelCell(KernelCell cell, int gates, Shape input, WeightFactory weights, Shape biasShape, Initializer biasInitializer, bool splitsRecurrent = false)
    {
        if (input.Rank != 2) throw new ShapeException(cell.Place, $"expected [batch, time, features], received steps {input}");
        (_gates, _features, Units) = (gates, input[^1], cell.Units);
        Kernel = weights.Add("kernel", [_features, checked(gates * Units)], cell.KernelInitializer, cell.KernelRegularizer, cell.KernelConstraint);
        Recurrent = weights.Add("recurrent_kernel", [Units, checked(gates * Units)], cell.RecurrentInitializer, cell.RecurrentRegularizer, cell.RecurrentConstraint);
        Bias = cell.UseBias ? weights.Add("bias", biasShape, biasInitializer, cell.BiasRegularizer, cell.BiasConstraint) : null;
        _split = new(1, Units);
        // Keras applies neither rate at 1 exactly.
        var (drops, dropsRecurrent) = (cell.Dropout is > 0 and < 1, cell.RecurrentDropout is > 0 and < 1);
        _inputMasks = !drops ? 0 : cell.RecurrentDropout > 0 ? gates : 1;
        _recurrentMasks = dropsRecurrent ? gates : 0;
        _splitsRecurrent = splitsRecurrent;
        (_inputDropout, _recurrentDropout) = (new(cell.Dropout), new(cell.RecurrentDropout));
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
        if (inputs + recurrent + parts == 1) return inputs == 1 ? Mask(_inputDropout, _inputStream!, batch, _features, call) : Mask(_recurrentDropout, _recurrentStream!, batch, Units, call);
        var made = new Value[inputs + recurrent + parts];
        for (var i = 0; i < inputs; i++) made[i] = Mask(_inputDropout, _inputStream!, batch, _features, call);
        for (var i = 0; i < recurrent; i++) made[inputs + i] = Mask(_recurrentDropout, _recurrentStream!, batch, Units, call);
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
        if (masks <= 1) return call.Affine(masks == 0 ? x : Masked(x, drawn[0].Tensor, call), Kernel.Value, InputBias(call));
        Gates kernels = default;
        SplitGates(Kernel.Value, call, ref kernels);
        var products = new Tensor?[_gates];
        for (var i = 0; i < _gates; i++) products[i] = call.MatMul(Masked(x, drawn[i].Tensor, call), kernels[i]);
        var product = call.Concat(-1, products);
        return InputBias(call) is { } bias ? call.Add(product, bias) : product;
    }

    /// <summary>The bias that is added to projected inputs, or null.</summary>
    protected virtual Tensor? InputBias(CallContext call) => Bias?.Value;

    /// <summary>The previous output times <paramref name="count"/> gates of the recurrent kernel, all of them unless the kernel is split.</summary>
    protected Tensor Product(Tensor h, int first, int count, Values drawn, CallContext call)
    {
        var (inputs, recurrent, parts) = Counts(call);
        if (parts == 0) return call.MatMul(recurrent > 0 ? call.Multiply(h, drawn[inputs].Tensor) : h, Recurrent.Value);
        if (count == 1) return OfGate(first);
        var products = new Tensor?[count];
        for (var i = 0; i < count; i++) products[i] = OfGate(first + i);
        return call.Concat(-1, products);

        Tensor OfGate(int gate) => call.MatMul(recurrent > 0 ? call.Multiply(h, drawn[inputs + gate].Tensor) : h, drawn[inputs + recurrent + gate].Tensor);
    }

    /// <summary>Cuts the last axis of a matrix into gates.</summary>
    protected void SplitGates(Tensor x, CallContext call, ref Gates gates) => call.Run(_split, [x], ((Span<Tensor>)gates)[..(x.Shape[^1] / Units)]);

    /// <summary>Whether this call drops parts of the previous output, which whole-sequence operations do not.</summary>
    protected bool DropsRecurrent(CallContext call) => call.Training && _recurrentMasks > 0;

    /// <summary>What a whole-sequence operation returns: all outputs, or the last one.</summary>
    /// <remarks>The last state is the last output too, unless masked steps came last and did not repeat it, or came first and hid a given state.</remarks>
    protected static Tensor Output(Tensor steps, Tensor lastState, Tensor? mask, Tensor? firstState, SequenceWalk walk, CallContext call)
    {
        if (walk.ReturnSequences) return steps;
        var time = steps.Shape[1];
        return mask is null || firstState is null && !walk.ZeroOutputForMask || time == 0 ? lastState : call.At(steps, 1, walk.Reverse ? 0 : time - 1);
    }

    private (int Inputs, int Recurrent, int Parts) Counts(CallContext call)
    {
        var recurrent = call.Training ? _recurrentMasks : 0;
        return (call.Training ? _inputMasks : 0, recurrent, _gates > 1 && (_splitsRecurrent || recurrent > 0) ? _gates : 0);
    }

    private static Tensor Mask(DropoutMask dropout, RandomStream stream, int batch, int width, CallContext call) =>
        call.Run(dropout, call.Executor.Rent(new([batch, width])), call.RandomKey(stream));

    private static Tensor Masked(Tensor x, Tensor mask, CallContext call) => call.Multiply(x, x.Shape.Rank == 2 ? mask : call.Reshape(mask, mask.Shape.Insert(1, 1)));

    [InlineArray(Split.MaxParts)]
    protected struct Gates
    {
        private Tensor _first;
    }
}
