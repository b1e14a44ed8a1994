using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Losses;
using Valence.Operations;
using Valence.Optimizers;

namespace Valence.Training;

/// <summary>Records what layers, losses and operations compute with it, so that gradients can be taken: a training loop
/// written by hand.</summary>
/// <remarks>
/// Nothing is recorded but what is called with the tape. Its tensors live until <see cref="Reset"/>, which begins the
/// next step in the same memory. Any number of gradients may be taken of one step, before a weight is changed.
/// <code>
/// var tape = new GradientTape();
/// var adam = new Adam(0.001).NewState();
/// foreach (var (x, y) in batches)
/// {
///     tape.Reset();
///     var loss = tape.Loss("binary_crossentropy", y, tape.Call(model, x, training: true));
///     adam.Apply(tape.Gradient(loss, model.TrainableWeights), model.TrainableWeights);
/// }
/// </code>
/// Not safe for several threads.
/// </remarks>
public sealed class GradientTape
{
    private readonly StepMemory _memory;
    private readonly RecordingExecutor _recording;
    private readonly CallContext _plain;
    private readonly Dictionary<Weight, int> _seen = [];
    private ulong _step;
    private bool _isUsed;

    /// <summary>A tape with nothing on it.</summary>
    /// <param name="backend">Where operations run; the CPU when null.</param>
    /// <param name="seed">The seed of dropout and other draws.</param>
    public GradientTape(Backend? backend = null, ulong seed = 0)
    {
        _memory = new(backend ?? DefaultBackend.Cpu);
        var eager = new EagerExecutor(_memory);
        _recording = new(eager);
        Operations = new(_recording, training: false, seed);
        _plain = new(eager, training: false, seed);
        Operations.Begin(0);
    }

    /// <summary>Where operations are recorded: <c>tape.Operations.Mean(tape.Operations.Square(y))</c>.</summary>
    public CallContext Operations { get; }

    /// <summary>Forgets the step, whose tensors are then invalid, and begins the next one.</summary>
    public void Reset()
    {
        _recording.Reset();
        _memory.Reset();
        _seen.Clear();
        // Draws depend on the number of the step, the first one being 0.
        Operations.Begin(_isUsed ? ++_step : _step);
        _isUsed = false;
    }

    /// <summary>Asks for the gradient of a tensor, such as the inputs: what uses it from now on is recorded.</summary>
    /// <param name="tensor">A float32 tensor.</param>
    public void Watch(Tensor tensor) => _recording.Watch(Require.NotNull(tensor));

    /// <summary>Asks for the gradient of a weight; those that a layer trains are watched when it is called.</summary>
    public void Watch(Weight weight)
    {
        _recording.Watch(Require.NotNull(weight).Value);
        _seen.TryAdd(weight, weight.Changes);
    }

    /// <summary>The first output of a layer or model.</summary>
    /// <inheritdoc cref="CallAll"/>
    public Tensor Call(Layer layer, Data inputs, bool training = false) => CallAll(layer, inputs, training)[0];

    /// <summary>The outputs of a layer or model, whose trained weights are watched. Moving statistics are assigned at
    /// once.</summary>
    /// <param name="layer">The layer, which is built for the inputs where it is not.</param>
    /// <param name="inputs">A sample in each row: arrays, or tensors such as outputs of other layers.</param>
    /// <param name="training">Whether it works as in training: dropout, statistics of the batch.</param>
    public IReadOnlyList<Tensor> CallAll(Layer layer, Data inputs, bool training = false)
    {
        var forward = Require.NotNull(layer).ForwardFor(inputs);
        _isUsed = true;
        foreach (var weight in layer.TrainableWeights) Watch(weight);
        Values outputs;
        using (WeightGuards.Of(layer.Weights).Read())
            outputs = Operations.As(training, forward, Values.Of([.. inputs.Tensors]));
        if (Operations.Assigns)
            using (WeightGuards.Of(layer.Weights).Write()) Operations.CommitAssignments();
        var tensors = new Tensor[outputs.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = outputs[i].Tensor;
            // Rows of a table are read where they lie, and the table changes with the next step.
            tensors[i].Own();
        }
        return tensors;
    }

    /// <summary>The loss of predictions, a scalar.</summary>
    /// <param name="loss">A loss, or Keras' name of one.</param>
    /// <param name="y">The truth.</param>
    /// <param name="prediction">What the tape gave for it.</param>
    /// <param name="sampleWeight">How much each sample counts; all the same when null.</param>
    public Tensor Loss(Loss loss, Data y, Tensor prediction, Tensor? sampleWeight = null) => y.Tensors is [var truth]
        ? Require.NotNull(loss).Compute(truth, prediction, Operations, sampleWeight)
        : throw new ArgumentException($"Expected one tensor of targets, received {y.Tensors.Count}.", nameof(y));

    /// <summary>The penalties of the layers called so far and of the regularized weights of <paramref name="layer"/>,
    /// Keras' <c>sum(model.losses)</c>; a scalar of 0 where there are none.</summary>
    public Tensor Penalties(Layer layer)
    {
        var sum = Operations.Scalar(0);
        foreach (var penalty in Operations.Losses) sum = Operations.Add(sum, penalty);
        foreach (var weight in Require.NotNull(layer).TrainableWeights)
            if (weight.Regularizer is { } regularizer)
                sum = Operations.Add(sum, regularizer.Penalty(weight.Value, Operations));
        return sum;
    }

    /// <summary>The gradients of weights.</summary>
    /// <param name="of">A scalar of this step, or a tensor whose elements are summed.</param>
    /// <param name="weights">The weights; without a value are those that it does not depend on.</param>
    /// <returns>One gradient a weight, for <see cref="OptimizerState"/>.</returns>
    /// <exception cref="InvalidOperationException">A weight was changed since it was used.</exception>
    public WeightGradient[] Gradient(Tensor of, IReadOnlyList<Weight> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Backward(of, _plain);
        return [.. weights.Select(weight =>
            new WeightGradient(_recording.Gradient(weight.Value), _recording.RowGradient(weight.Value)))];
    }

    /// <summary>The gradient of a tensor that is watched, or that was computed from what is.</summary>
    /// <param name="of">A scalar of this step, or a tensor whose elements are summed.</param>
    /// <param name="to">The tensor.</param>
    /// <param name="recorded">Whether the gradient may be part of a loss itself, as a penalty on gradients is: then
    /// every operation on the way needs a gradient of its gradient, and is refused by name where it has
    /// none.</param>
    /// <returns>Of the shape of <paramref name="to"/>; zeros where nothing depends on it.</returns>
    /// <exception cref="InvalidOperationException">A weight was changed since it was used, or an operation has no
    /// gradient.</exception>
    public Tensor Gradient(Tensor of, Tensor to, bool recorded = false)
    {
        var call = recorded ? Operations : _plain;
        Backward(of, call);
        return _recording.Whole(Require.NotNull(to), call) ?? call.ZerosLike(to);
    }

    private void Backward(Tensor of, CallContext call)
    {
        ArgumentNullException.ThrowIfNull(of);
        foreach (var (weight, changes) in _seen)
            if (weight.Changes != changes)
                throw new InvalidOperationException($"The weight '{weight.Path}' was changed after the tape had used "
                    + $"it. Take all gradients of a step before one is applied, or {nameof(Reset)} the tape and "
                    + "compute the step again.");
        _recording.ForgetGradients();
        _recording.Backward(of, call.Filled(of.Shape, 1), call);
    }
}
