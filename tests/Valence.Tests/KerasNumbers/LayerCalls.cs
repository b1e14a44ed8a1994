using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;

namespace Valence.Tests.KerasNumbers;

/// <summary>One call of a layer on a backend, and the comparison with the numbers of Keras' own tests.</summary>
internal static class LayerCalls
{
    public static TheoryData<string> Backends => ["reference", "cpu"];

    public static Backend Backend(string name) => name == "cpu" ? new CpuBackend(threads: 2) : new ReferenceBackend();

    /// <summary>Builds the layer where it is not built, and calls it; the outputs live on.</summary>
    public static Tensor[] Call(Layer layer, string backend, params ReadOnlySpan<Value> inputs)
    {
        var values = inputs.ToArray();
        var built = layer.EnsureBuilt([.. values.Select(value => value.Tensor.Shape)]);
        layer.Initialize(0);
        using var runs = Backend(backend);
        return [.. built.Forward(Values.Create(values), new CallContext(new EagerExecutor(new StepMemory(runs))))
            .ToArray().Select(value => value.Tensor.Copy())];
    }

    public static Tensor Numbers(Shape shape, params ReadOnlySpan<float> values) => Tensor.From(values, shape);

    public static void Close(float[] expected, Tensor actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual.Floats[i]) <= tolerance))
                Assert.Fail($"element {i} is {actual.Floats[i]}, expected {expected[i]} within {tolerance}.");
    }
}
