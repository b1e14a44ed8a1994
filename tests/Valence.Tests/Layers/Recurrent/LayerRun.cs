using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Randomness;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>A layer built and run on given values, with gradients of Σ outputs · random weights.</summary>
internal sealed class LayerRun
{
    private readonly StepMemory _memory = new(new ReferenceBackend());
    private readonly RecordingExecutor _recording;
    private readonly CallContext _call;
    private readonly CallContext _inner;
    private readonly BuiltLayer _built;
    private readonly Weight[] _weights;
    private ulong _step;

    public LayerRun(Layer layer, bool training = false, params ReadOnlySpan<Value> inputs)
    {
        Layer = layer;
        Inputs = inputs.ToArray();
        var eager = new EagerExecutor(_memory);
        _recording = new(eager);
        _call = new(_recording, training, seed: 7);
        _inner = new(eager, training);
        _built = layer.EnsureBuilt(Inputs.Select(input => input.Tensor.Shape).ToArray());
        layer.Initialize(3);
        _weights = [.. layer.Weights];
    }

    public Layer Layer { get; }

    public Value[] Inputs { get; }

    /// <summary>Outputs of one call, valid until the next.</summary>
    public Values Forward()
    {
        _memory.Reset();
        _recording.Reset();
        foreach (var input in Inputs) _recording.Watch(input.Tensor);
        foreach (var weight in _weights) _recording.Watch(weight.Value);
        _call.Begin(_step++);
        var outputs = _built.Forward(Values.Create(Inputs), _call);
        _call.CommitAssignments();
        return outputs;
    }

    /// <summary>Copies of the gradients of inputs and weights after <see cref="Forward"/>.</summary>
    public Tensor[] Gradients(Values outputs)
    {
        for (var i = 0; i < outputs.Count; i++)
            _recording.Seed(outputs[i].Tensor, Normal(outputs[i].Tensor.Shape, 100 + (ulong)i), _inner);
        _recording.Backward(_inner);
        return [.. Inputs.Select(input => input.Tensor).Concat(Layer.Weights.Select(weight => weight.Value))
            .Select(of => (_recording.Gradient(of) ?? _inner.ZerosLike(of)).Copy())];
    }

    /// <summary>One step as training does it, with ready cotangents.</summary>
    public void Step(Tensor cotangent)
    {
        var outputs = Forward();
        _recording.Seed(outputs[0].Tensor, cotangent, _inner);
        _recording.Backward(_inner);
    }

    public static Tensor Normal(Shape shape, ulong seed, float scale = 1)
    {
        var tensor = new Tensor(shape);
        var random = new CounterRandom(seed, 1);
        for (var i = 0; i < tensor.Count; i++) tensor.Change<float>()[i] = scale * (float)random.Normal((ulong)i);
        return tensor;
    }

    /// <summary>0, 1, 2, … as Keras' own tests use.</summary>
    public static Tensor Range(Shape shape, float factor = 1)
    {
        var tensor = new Tensor(shape);
        for (var i = 0; i < tensor.Count; i++) tensor.Change<float>()[i] = i * factor;
        return tensor;
    }

    public static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance = 1e-5f,
        string what = "element")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]))))
                Assert.Fail($"{what} {i}: expected {expected[i]}, received {actual[i]}.");
    }
}
