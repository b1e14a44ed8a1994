using Valence.Layers;
using Valence.Operations;
using static Valence.Tests.KerasNumbers.LayerCalls;

namespace Valence.Tests.KerasNumbers;

/// <summary>The argument sets of Keras' own tests of convolutions, each against the sums of its definition in double
/// precision.</summary>
public sealed class ConvolutionNumbersTests
{
    private static readonly Tensor X = Tests.Layers.Calls.Normal([2, 8, 4], 3);

    // Filters, kernel size, strides, padding, dilation, groups; the last column is the length that Keras' tests of
    // shapes state.
    public static TheoryData<string, int, int, int, Padding, int, int, int> Convolutions => new()
    {
        { "reference", 5, 2, 1, Padding.Valid, 1, 1, 7 }, { "cpu", 5, 2, 1, Padding.Valid, 1, 1, 7 },
        { "reference", 4, 3, 2, Padding.Same, 1, 1, 4 }, { "cpu", 4, 3, 2, Padding.Same, 1, 1, 4 },
        { "reference", 4, 3, 1, Padding.Causal, 2, 1, 8 }, { "cpu", 4, 3, 1, Padding.Causal, 2, 1, 8 },
        { "reference", 6, 3, 1, Padding.Valid, 2, 1, 4 }, { "cpu", 6, 3, 1, Padding.Valid, 2, 1, 4 },
        { "reference", 6, 2, 1, Padding.Valid, 1, 2, 7 }, { "cpu", 6, 2, 1, Padding.Valid, 1, 2, 7 },
        { "reference", 6, 2, 2, Padding.Same, 1, 2, 4 }, { "cpu", 6, 2, 2, Padding.Same, 1, 2, 4 },
        { "reference", 4, 3, 3, Padding.Causal, 1, 4, 3 }, { "cpu", 4, 3, 3, Padding.Causal, 1, 4, 3 },
    };

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Conv1D_is_the_sum_over_its_window(string backend, int filters, int size, int strides, Padding padding,
        int dilation, int groups, int steps)
    {
        var layer = new Conv1D(filters, size)
        {
            Strides = strides,
            Padding = padding,
            DilationRate = dilation,
            Groups = groups,
            BiasInitializer = new Initializers.RandomNormal()
        };
        var y = Call(layer, backend, X)[0];
        Assert.Equal([2, steps, filters], y.Shape);
        var (kernel, bias) = (layer.Weights[0].Value, layer.Weights[1].Value);
        Assert.Equal([size, 4 / groups, filters], kernel.Shape);
        Close(Sums(X, steps, filters, strides, Before(X.Shape[1], steps, size, strides, dilation, padding), size,
            dilation,
            (k, channel, filter) => channel / (4 / groups) == filter / (filters / groups)
                ? kernel.Floats[(k * (4 / groups) + channel % (4 / groups)) * filters + filter] : 0, filter =>
                    bias.Floats[filter]), y, 1e-5f);
    }

    [Theory]
    [InlineData("reference", 1, 1, 1, Padding.Valid, 1)]
    [InlineData("cpu", 2, 3, 2, Padding.Valid, 1)]
    [InlineData("reference", 2, 3, 2, Padding.Same, 1)]
    [InlineData("cpu", 3, 3, 1, Padding.Same, 2)]
    public void DepthwiseConv1D_convolves_each_channel_alone(
        string backend, int multiplier, int size, int strides, Padding padding, int dilation)
    {
        var layer = new DepthwiseConv1D(size)
        {
            DepthMultiplier = multiplier,
            Strides = strides,
            Padding = padding,
            DilationRate = dilation
        };
        var y = Call(layer, backend, X)[0];
        var kernel = layer.Weights[0].Value;
        Assert.Equal([size, 4, multiplier], kernel.Shape);
        var steps = y.Shape[1];
        Close(Sums(X, steps, 4 * multiplier, strides, Before(X.Shape[1], steps, size, strides, dilation, padding), size,
            dilation,
            (k, channel, filter) => filter / multiplier == channel
                ? kernel.Floats[(k * 4 + channel) * multiplier + filter % multiplier] : 0, _ => 0), y, 1e-5f);
    }

    [Theory]
    [InlineData("reference", 5, 2, 3, 2, Padding.Valid, 1)]
    [InlineData("cpu", 6, 3, 3, 1, Padding.Same, 2)]
    public void SeparableConv1D_is_a_depthwise_one_and_then_one_over_channels(
        string backend, int filters, int multiplier, int size, int strides, Padding padding, int dilation)
    {
        var layer = new SeparableConv1D(filters, size)
        {
            DepthMultiplier = multiplier,
            Strides = strides,
            Padding = padding,
            DilationRate = dilation
        };
        var y = Call(layer, backend, X)[0];
        var depthwise = new DepthwiseConv1D(size, useBias: false)
        {
            DepthMultiplier = multiplier,
            Strides = strides,
            Padding = padding,
            DilationRate = dilation
        };
        depthwise.EnsureBuilt([X.Shape]);
        depthwise.SetWeights([layer.Weights[0].Value]);
        var between = Call(depthwise, "reference", X)[0];
        var pointwise = layer.Weights[1].Value;
        Close(Sums(between, y.Shape[1], filters, 1, 0, 1, 1,
            (_, channel, filter) => pointwise.Floats[channel * filters + filter], _ => 0), y, 1e-5f);
    }

    [Theory]
    [InlineData("reference", 5, 2, 2, Padding.Valid, 1, 0, 16)]
    [InlineData("cpu", 6, 7, 3, Padding.Same, 1, 2, 24)]
    [InlineData("reference", 4, 3, 1, Padding.Valid, 2, 0, 12)]
    [InlineData("cpu", 4, 5, 2, Padding.Valid, 1, 0, 19)]
    public void Conv1DTranspose_spreads_each_step_over_its_window(
        string backend, int filters, int size, int strides, Padding padding, int dilation, int before, int steps)
    {
        var layer = new Conv1DTranspose(filters, size)
        {
            Strides = strides,
            Padding = padding,
            DilationRate = dilation
        };
        var y = Call(layer, backend, X)[0];
        Assert.Equal([2, steps, filters], y.Shape);
        var kernel = layer.Weights[0].Value;
        var expected = new double[y.Count];
        for (var row = 0; row < 2; row++)
            for (var from = 0; from < 8; from++)
                for (var k = 0; k < size; k++)
                {
                    var to = from * strides + k * dilation - before;
                    if (to < 0 || to >= steps) continue;
                    for (var filter = 0; filter < filters; filter++)
                        for (var channel = 0; channel < 4; channel++)
                            expected[(row * steps + to) * filters + filter] +=
                                (double)X.Floats[(row * 8 + from) * 4 + channel]
                                    * kernel.Floats[(k * filters + filter) * 4 + channel];
                }
        Close([.. expected.Select(value => (float)value)], y, 1e-5f);
    }

    [Fact]
    public void Shapes_are_those_of_the_tests_of_shapes()
    {
        Assert.Equal([2, 4, 5], Call(new Conv1D(5, 2), "cpu", Tests.Layers.Calls.Normal([2, 5, 4]))[0].Shape);
        Assert.Equal([3, 2, 6],
            Call(new Conv1D(6, 2) { Strides = 2, DilationRate = 1, Groups = 2 }, "cpu",
                Tests.Layers.Calls.Normal([3, 4, 4]))[0].Shape);
        Assert.Equal([2, 6, 6],
            Call(new Conv1D(6, 3) { Padding = Padding.Causal, DilationRate = 2, Groups = 2 }, "cpu",
                Tests.Layers.Calls.Normal([2, 6, 4]))[0].Shape);
        Assert.Equal([2, 2, 6],
            Call(new Conv1D(6, 3) { Padding = Padding.Same, Strides = 2, Groups = 2 }, "cpu",
                Tests.Layers.Calls.Normal([2, 4, 4]))[0].Shape);
        Assert.Equal([2, 16, 5], Call(new Conv1DTranspose(5, 2) { Strides = 2 }, "cpu", X)[0].Shape);
        Assert.Equal([2, 24, 6],
            Call(new Conv1DTranspose(6, 7) { Strides = 3, Padding = Padding.Same }, "cpu", X)[0].Shape);
    }

    // TensorFlow's rule: what lies outside is split evenly, the odd step at the end; all of it in front where it is
    // causal.
    private static int Before(int length, int steps, int size, int strides, int dilation, Padding padding)
    {
        var span = (size - 1) * dilation + 1;
        return padding == Padding.Valid ? 0 : padding == Padding.Causal ? span - 1
            : Math.Max((steps - 1) * strides + span - length, 0) / 2;
    }

    private static float[] Sums(Tensor x, int steps, int filters, int strides, int before, int size, int dilation,
        Func<int, int, int, float> kernel, Func<int, float> bias)
    {
        var (rows, length, channels) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        var sums = new float[rows * steps * filters];
        for (var i = 0; i < sums.Length; i++)
        {
            var (row, step, filter) = (i / filters / steps, i / filters % steps, i % filters);
            double sum = bias(filter);
            for (var k = 0; k < size; k++)
            {
                var from = step * strides + k * dilation - before;
                if (from < 0 || from >= length) continue;
                for (var channel = 0; channel < channels; channel++)
                    sum += (double)x.Floats[(row * length + from) * channels + channel] * kernel(k, channel, filter);
            }
            sums[i] = (float)sum;
        }
        return sums;
    }
}
