using Valence.Layers;
using Valence.Operations;

namespace Valence.Tests.Layers;

/// <summary>The gradient rules of the operations that these layers brought, against central differences.</summary>
public sealed class OperationGradientTests
{
    public static TheoryData<Padding, int, int, int, int> Windows => new()
    {
        { Padding.Valid, 3, 1, 1, 1 }, { Padding.Valid, 2, 3, 1, 2 }, { Padding.Same, 4, 2, 1, 1 },
        { Padding.Same, 3, 1, 2, 2 }, { Padding.Causal, 3, 2, 1, 1 }, { Padding.Causal, 2, 1, 3, 2 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Convolution_has_its_gradients(Padding padding, int size, int strides, int dilation, int groups)
    {
        var convolve = new Operations.Conv1DOperation(new(size, strides, padding, dilation), groups);
        GradientCheck.Holds((call, x) => call.Run(convolve, x[0], x[1], x[2]), Calls.Normal([2, 9, 4]),
            Calls.Normal([size, 4 / groups, 6], 8), Calls.Normal([6], 9));
    }

    [Theory]
    [InlineData(Padding.Valid, 3, 2, null)]
    [InlineData(Padding.Valid, 2, 3, 1)]
    [InlineData(Padding.Same, 3, 2, null)]
    [InlineData(Padding.Same, 4, 3, 2)]
    public void Transposed_convolution_has_its_gradients(Padding padding, int size, int strides, int? outputPadding)
    {
        var spread = new Conv1DInputGradient(new(size, strides, padding), outputPadding: outputPadding);
        GradientCheck.Holds((call, x) => call.Run(spread, x[0], x[1]), Calls.Normal([2, 5, 3]),
            Calls.Normal([size, 4, 3], 8));
    }

    [Theory]
    [InlineData(Padding.Valid, 3, 2)]
    [InlineData(Padding.Same, 4, 1)]
    [InlineData(Padding.Same, 2, 3)]
    public void Average_pooling_has_its_gradient(Padding padding, int size, int strides) =>
        GradientCheck.Holds((call, x) => call.Run(new AveragePool1D(new(size, strides, padding)), x[0]),
            Calls.Normal([2, 9, 3]));

    [Theory]
    [InlineData(Padding.Valid, 3, 2)]
    [InlineData(Padding.Same, 4, 1)]
    [InlineData(Padding.Same, 2, 3)]
    public void Max_pooling_has_its_gradient(Padding padding, int size, int strides)
    {
        // Elements far apart, so that no step of the check changes which one is largest.
        var x = new Tensor([2, 9, 3]);
        for (var i = 0; i < x.Count; i++) x.Change<float>()[i] = i * 31 % x.Count;
        GradientCheck.Holds((call, operands) => call.Run(new MaxPool1D(new(size, strides, padding)), operands[0]), x);
    }

    [Fact]
    public void Max_pooling_sends_the_gradient_of_equal_elements_to_the_first() =>
        Assert.Equal([1, 0, 0, 1], Calls.Eager()
            .Run(new MaxPool1DGradient(new(2, 2)), Tensor.From([5, 5, 1, 2f], [1, 4, 1]),
                Tensor.From([5, 2f], [1, 2, 1]), Tensor.From([1, 1f], [1, 2, 1])).Elements());

    [Fact]
    public void Layer_norm_has_its_gradients() =>
        GradientCheck.Holds((call, x) => call.LayerNorm(new LayerNorm(1e-3f), x[0], x[1], x[2]),
            Calls.Normal([3, 4, 6]), Calls.Normal([6], 8), Calls.Normal([6], 9));

    [Fact]
    public void Layer_norm_without_scale_and_offset_has_its_gradient() =>
        GradientCheck.Holds((call, x) => call.LayerNorm(new LayerNorm(1e-3f), x[0], null, null), Calls.Normal([5, 7]));

    [Fact]
    public void Expm1_has_its_gradient() =>
        GradientCheck.Holds((call, x) => call.Expm1(call.Scale(x[0], 0.5f)), Calls.Normal([4, 5]));

    [Fact]
    public void Pad_has_its_gradient() =>
        GradientCheck.Holds((call, x) => call.Run(new Pad(1, 2, 1), x[0]), Calls.Normal([2, 3, 4]));

    [Fact]
    public void Repeat_has_its_gradient() =>
        GradientCheck.Holds((call, x) => call.Run(new Repeat(1, 3), x[0]), Calls.Normal([2, 3, 4]));

    [Fact]
    public void Unit_length_has_its_gradient() =>
        GradientCheck.Holds((call, x) => call.UnitLength(x[0], 1e-7f, -1), Calls.Normal([4, 5]));

    [Fact]
    public void Sparsemax_has_its_gradient_also_with_several_elements_in_the_support() =>
        GradientCheck.Holds((call, x) => call.Sparsemax(x[0]),
            Tensor.From([2.5f, 2.2f, -3, 0.1f, 4, 1, 0.2f, -1, 0.9f, 0.45f, -0.3f, -2], [3, 4]));
}
