using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Randomness;

namespace Valence.Tests.Layers;

/// <summary>Single calls of layers and operations on the reference backend.</summary>
internal static class Calls
{
    /// <summary>A call whose operations run at once.</summary>
    public static CallContext Eager(bool training = false, ulong seed = 1)
    {
        var call = new CallContext(new EagerExecutor(new StepMemory(new ReferenceBackend())), training, seed);
        call.Begin(0);
        return call;
    }

    /// <summary>A call on a backend.</summary>
    public static CallContext On(Backend backend) => new(new EagerExecutor(new StepMemory(backend)));

    /// <summary>The layer built for the inputs' shapes, with its weights initialized.</summary>
    public static ValueForward Built(this Layer layer, params ReadOnlySpan<Value> inputs)
    {
        var shapes = new Shape[inputs.Length];
        for (var i = 0; i < shapes.Length; i++) shapes[i] = inputs[i].Tensor.Shape;
        var forward = layer.EnsureBuilt(shapes).Forward;
        layer.Initialize(3);
        return forward;
    }

    /// <summary>The layer's outputs, the layer being built first where it is not.</summary>
    public static Values Run(this Layer layer, bool training, params ReadOnlySpan<Value> inputs) =>
        layer.Built(inputs)(Values.Create(inputs), Eager(training));

    /// <summary>Normally distributed numbers.</summary>
    public static Tensor Normal(Shape shape, ulong seed = 7)
    {
        var tensor = new Tensor(shape);
        var random = new CounterRandom(seed, 1);
        for (var i = 0; i < tensor.Count; i++) tensor.Change<float>()[i] = (float)random.Normal((ulong)i);
        return tensor;
    }

    /// <summary>The elements.</summary>
    public static float[] Elements(this Tensor tensor) => tensor.Floats.ToArray();

    /// <summary>Every element within <paramref name="tolerance"/>, and equal shapes.</summary>
    public static void Close(Tensor expected, Tensor actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Count; i++)
            if (!(Math.Abs(expected.Floats[i] - actual.Floats[i]) <= tolerance))
                Assert.Fail($"Element {i} is {actual.Floats[i]}, expected {expected.Floats[i]}.");
    }
}
