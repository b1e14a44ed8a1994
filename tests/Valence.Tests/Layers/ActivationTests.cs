using Valence.Saving;

namespace Valence.Tests.Layers;

/// <summary>Activation functions: gradients, far values, names.</summary>
public sealed class ActivationTests
{
    public static TheoryData<string> Names => [.. ActivationTable.Keras.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_has_its_gradient(string name)
    {
        // Away from the corners of the piecewise functions: ±0.5, ±1, ±3, 0 and 6.
        var x = Tensor.From([-4.2f, -2.3f, -1.4f, -0.75f, -0.25f, 0.25f, 0.75f, 1.6f, 2.4f, 4.3f], [2, 5]);
        if (name is "glu") x = Tensor.From(x.Floats[..8], [2, 4]);
        if (name is "softmax" or "log_softmax" or "exponential")
            x = Tensor.From([-0.2f, 0.3f, 0.4f, 0.1f, -0.5f, 0.6f], [2, 3]);
        GradientCheck.Holds((call, operands) => ActivationTable.Keras[name].Apply(call, operands[0]), x);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_stays_finite_far_from_zero_and_so_does_its_gradient(string name)
    {
        if (name == "exponential") return;
        var recording = new Execution.RecordingExecutor(
            new Execution.EagerExecutor(new Execution.StepMemory(new Backends.ReferenceBackend())));
        var x = Tensor.From([-200f, 200, -90, 90], [1, 4]);
        recording.Watch(x);
        var y = ActivationTable.Keras[name].Apply(new(recording), x);
        recording.Backward(y, Tensor.From(Enumerable.Repeat(1f, y.Count).ToArray(), y.Shape), Calls.Eager());
        Assert.All(y.Elements(), value => Assert.True(float.IsFinite(value), $"{name} gives {value}"));
        Assert.All(recording.Gradient(x)!.Elements(),
            value => Assert.True(float.IsFinite(value), $"the gradient of {name} is {value}"));
    }

    [Fact]
    public void Approximate_gelu_is_near_the_exact_one()
    {
        var x = Tensor.From([-3f, -1, -0.1f, 0, 0.5f, 2]);
        Calls.Close(Activations.Gelu.Apply(Calls.Eager(), x), Activations.GeluApproximate.Apply(Calls.Eager(), x),
            5e-4);
        Assert.Equal(0.841192f, Activations.GeluApproximate.Apply(Calls.Eager(), Tensor.From([1f])).Floats[0], 1e-5f);
    }

    [Fact]
    public void Threshold_keeps_what_exceeds_it() =>
        Assert.Equal([-1, -1, 3], Activations.Threshold(2, -1).Apply(Calls.Eager(), Tensor.From([1f, 2, 3]))
            .Elements());

    [Fact]
    public void Swish_is_silu() => Assert.Same(Activations.Silu, ActivationTable.Keras["swish"]);

    [Fact]
    public void Glu_of_an_odd_width_says_so() =>
        Assert.Contains("[2, 3]",
            Assert.Throws<ShapeException>(() => Activations.Glu.Apply(Calls.Eager(), new Tensor([2, 3]))).Message);
}
