using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Randomness;

namespace Valence.Tests.Layers;

/// <summary>Convolutions against loops written from the definition, for random sizes and options.</summary>
public sealed class Conv1DTests
{
    [Fact]
    public void Convolution_equals_a_plain_loop_for_random_sizes()
    {
        var random = new CounterRandom(5, 1);
        for (var trial = 0; trial < 200; trial++)
        {
            var draw = 10UL * (ulong)trial;
            var (batch, length, size) = (1 + random.Below(draw, 3), 1 + random.Below(draw + 1, 14),
                1 + random.Below(draw + 2, 5));
            var groups = 1 + random.Below(draw + 3, 3);
            var (channels, filters) = (groups * (1 + random.Below(draw + 4, 3)),
                groups * (1 + random.Below(draw + 5, 3)));
            var padding = (Padding)random.Below(draw + 6, 3);
            var strides = 1 + random.Below(draw + 7, 3);
            var dilation = strides == 1 ? 1 + random.Below(draw + 8, 3) : 1;
            if (padding == Padding.Valid && length < (size - 1) * dilation + 1) continue;

            var x = Calls.Normal([batch, length, channels], draw);
            var layer = new Conv1D(filters, size)
            {
                Padding = padding,
                Strides = strides,
                DilationRate = dilation,
                Groups = groups
            };
            layer.Built(x);
            layer.SetWeights(
                [Calls.Normal([size, channels / groups, filters], draw + 1), Calls.Normal([filters], draw + 2)]);
            Calls.Close(PlainLoop(layer, x), layer.Run(training: false, x).Tensor, 1e-4);
        }
    }

    [Theory]
    [InlineData(Padding.Valid, 3, 2)]
    [InlineData(Padding.Valid, 2, 3)]
    [InlineData(Padding.Same, 3, 2)]
    [InlineData(Padding.Same, 5, 1)]
    public void Transposed_convolution_is_the_transpose_of_the_convolution(Padding padding, int size, int strides)
    {
        var shortX = Calls.Normal([2, 6, 3]);
        var transposed = new Conv1DTranspose(4, size, useBias: false) { Padding = padding, Strides = strides };
        var spread = transposed.Run(training: false, shortX).Tensor;
        var longX = Calls.Normal(spread.Shape, 9);
        var gathered = Calls.Eager()
            .Run(new Operations.Conv1DOperation(new(size, strides, padding)), longX, transposed.Weights[0].Value);
        Assert.Equal(Dot(spread, longX), Dot(shortX, gathered), 1e-3);
    }

    [Fact]
    public void Causal_convolution_sees_no_later_step()
    {
        var layer = new Conv1D(4, 3) { Padding = Padding.Causal };
        var x = Calls.Normal([1, 8, 2]);
        var before = layer.Run(training: false, x).Tensor.Elements();
        x.Change<float>()[5 * 2] += 100;
        var after = layer.Run(training: false, x).Tensor.Elements();
        Assert.Equal(before[..(5 * 4)], after[..(5 * 4)]);
        Assert.NotEqual(before[5 * 4], after[5 * 4]);
    }

    [Fact]
    public void Channels_first_is_the_same_convolution_on_transposed_axes()
    {
        var call = Calls.Eager();
        var x = Calls.Normal([2, 9, 3]);
        var last = new Conv1D(4, 3, activation: Activations.Tanh) { Padding = Padding.Same };
        var first = new Conv1D(4, 3, activation: Activations.Tanh)
        {
            Padding = Padding.Same,
            DataFormat = DataFormat.ChannelsFirst
        };
        var expected = last.Run(training: false, x).Tensor;
        var transposed = call.Transpose(x, 0, 2, 1);
        first.Built(transposed);
        first.SetWeights(last.GetWeights());
        Calls.Close(expected, call.Transpose(first.Run(training: false, transposed).Tensor, 0, 2, 1));
    }

    [Fact]
    public void A_sequence_shorter_than_the_window_is_an_error_that_says_so()
    {
        var error = Assert.Throws<ShapeException>(() => new Conv1D(4, 5).Run(training: false, Calls.Normal([2, 3, 2])));
        Assert.Equal("Conv1D 'conv1d': expected at least 5 steps, received [2, 3, 2]", error.Message);
    }

    [Fact]
    public void Strides_and_dilation_together_are_refused() =>
        Assert.Contains("strides 2 and dilationRate 2",
            Assert.Throws<ArgumentException>(() => new Conv1D(4, 2) { Strides = 2, DilationRate = 2 }.Run(
                training: false, Calls.Normal([1, 9, 2]))).Message);

    // More windows, elements of a window, channels and filters than the kernels take at a time; whole numbers, whose
    // sums are exact in any order.
    [Theory]
    [InlineData(2, 300, 70, 37, 1, Padding.Same)]
    [InlineData(2, 301, 70, 37, 2, Padding.Valid)]
    [InlineData(3, 15_000, 9, 9, 1, Padding.Causal)]
    public void Long_sequences_give_what_the_definition_says_on_any_number_of_threads(
        int batch, int length, int channels, int filters, int strides, Padding padding)
    {
        var window = new SlidingWindow(5, strides, padding);
        var (x, kernel, dy) = (Whole([batch, length, channels], 1), Whole([5, channels, filters], 2),
            Whole([batch, window.Count(length), filters], 3));
        (Operation Operation, Tensor[] Operands)[] calls =
        [
            (new Operations.Conv1DOperation(window), [x, kernel, Whole([filters], 4)]),
            (new Conv1DInputGradient(window), [dy, kernel, x]), (new Conv1DKernelGradient(window), [x, dy, kernel]),
        ];
        foreach (var (operation, operands) in calls)
        {
            var expected = Result(new ReferenceBackend());
            for (var threads = 1; threads <= 3; threads++) Assert.Equal(expected, Result(new CpuBackend(threads)));

            float[] Result(Backend backend)
            {
                using (backend)
                {
                    var y = new Tensor[1];
                    new EagerExecutor(new StepMemory(backend)).Run(operation, operands, y);
                    return y[0].Elements();
                }
            }
        }
    }

    private static Tensor Whole(Shape shape, ulong seed)
    {
        var tensor = new Tensor(shape);
        var random = new CounterRandom(seed, 1);
        for (var i = 0; i < tensor.Count; i++) tensor.Change<float>()[i] = random.Below((ulong)i, 5) - 2;
        return tensor;
    }

    private static Tensor PlainLoop(Conv1D layer, Tensor x)
    {
        var (batch, length, channels) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        var (kernel, bias) = (layer.Weights[0].Value.Elements(), layer.Weights[1].Value.Elements());
        var (strides, dilation, size) = (layer.Strides, layer.DilationRate, layer.KernelSize);
        var extent = (size - 1) * dilation + 1;
        var outLength = layer.Padding == Padding.Valid ? (length - extent) / strides + 1
            : (int)Math.Ceiling(length / (double)strides);
        var left = layer.Padding.Value switch
        {
            Padding.Valid => 0,
            Padding.Causal => extent - 1,
            _ => Math.Max((outLength - 1) * strides + extent - length, 0) / 2
        };
        var y = new Tensor([batch, outLength, layer.Filters]);
        for (var b = 0; b < batch; b++)
            for (var t = 0; t < outLength; t++)
                for (var f = 0; f < layer.Filters; f++)
                {
                    var group = f / (layer.Filters / layer.Groups);
                    double sum = bias[f];
                    for (var j = 0; j < size; j++)
                        for (var c = 0; c < channels / layer.Groups; c++)
                        {
                            var step = t * strides + j * dilation - left;
                            if (step < 0 || step >= length) continue;
                            sum += (double)x.Floats[(b * length + step) * channels + group * (channels / layer.Groups)
                                + c] * kernel[(j * (channels / layer.Groups) + c) * layer.Filters + f];
                        }
                    y.Change<float>()[(b * outLength + t) * layer.Filters + f] = (float)sum;
                }
        return y;
    }

    private static double Dot(Tensor a, Tensor b) => a.Elements().Zip(b.Elements(), (p, q) => (double)p * q).Sum();
}
