using Valence.Layers;
using Valence.Operations;
using static Valence.Tests.KerasNumbers.LayerCalls;

namespace Valence.Tests.KerasNumbers;

/// <summary>The argument sets of Keras' own tests of pooling, each against a loop over its windows.</summary>
public sealed class PoolingNumbersTests
{
    // Keras' tests pool the numbers 0 to 23.
    private static readonly Tensor X = Tensor.From(Enumerable.Range(0, 24).Select(value => (float)value).ToArray(),
        [2, 4, 3]);

    public static TheoryData<string, int, int, Padding, DataFormat> Windows
    {
        get
        {
            var data = new TheoryData<string, int, int, Padding, DataFormat>();
            foreach (var backend in (string[])["reference", "cpu"])
                foreach (var (size, strides) in ((int, int)[])[(2, 1), (2, 2), (3, 2), (1, 3), (3, 3)])
                    foreach (var padding in (Padding[])[Padding.Valid, Padding.Same])
                        foreach (var format in Enum.GetValues<DataFormat>())
                            data.Add(backend, size, strides, padding, format);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void MaxPooling1D_takes_the_largest_of_each_window(
        string backend, int size, int strides, Padding padding, DataFormat format) =>
        Check(new MaxPooling1D(size) { Strides = strides, Padding = padding, DataFormat = format }, backend,
            window => window.Max());

    [Theory]
    [MemberData(nameof(Windows))]
    public void AveragePooling1D_takes_the_mean_of_what_a_window_holds(
        string backend, int size, int strides, Padding padding, DataFormat format) =>
        Check(new AveragePooling1D(size) { Strides = strides, Padding = padding, DataFormat = format }, backend,
            window => window.Average());

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void Global_pooling_summarizes_all_steps(string backend)
    {
        Close([4.5f, 5.5f, 6.5f, 16.5f, 17.5f, 18.5f], Call(new GlobalAveragePooling1D(), backend, X)[0], 1e-6f);
        Close([9, 10, 11, 21, 22, 23], Call(new GlobalMaxPooling1D(), backend, X)[0], 0);
        Close([1, 4, 7, 10, 13, 16, 19, 22],
            Call(new GlobalAveragePooling1D { DataFormat = DataFormat.ChannelsFirst }, backend, X)[0], 1e-6f);
        Close([2, 5, 8, 11, 14, 17, 20, 23],
            Call(new GlobalMaxPooling1D { DataFormat = DataFormat.ChannelsFirst }, backend, X)[0], 0);
        Assert.Equal([2, 1, 3], Call(new GlobalAveragePooling1D(keepDims: true), backend, X)[0].Shape);
        Assert.Equal([2, 4, 1],
            Call(new GlobalMaxPooling1D(keepDims: true) { DataFormat = DataFormat.ChannelsFirst }, backend,
                X)[0].Shape);
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void The_mean_over_time_is_over_the_steps_that_a_mask_leaves(string backend)
    {
        var mask = Numbers([2, 4], 1, 1, 0, 0, 0, 1, 0, 1);
        Close([1.5f, 2.5f, 3.5f, 18, 19, 20], Call(new GlobalAveragePooling1D(), backend, new Value(X, mask))[0],
            1e-6f);
    }

    private static void Check(Pooling layer, string backend, Func<IEnumerable<float>, float> summarize)
    {
        var byChannel = layer.DataFormat == DataFormat.ChannelsFirst;
        var (length, channels) = byChannel ? (3, 4) : (4, 3);
        var span = layer.PoolSize;
        var steps = layer.Padding == Padding.Same ? (length + layer.Strides - 1) / layer.Strides
            : (length - span) / layer.Strides + 1;
        var before = layer.Padding == Padding.Same ? Math.Max((steps - 1) * layer.Strides + span - length, 0) / 2 : 0;
        var expected = new float[2 * steps * channels];
        for (var row = 0; row < 2; row++)
            for (var step = 0; step < steps; step++)
                for (var channel = 0; channel < channels; channel++)
                {
                    var window = Enumerable.Range(step * layer.Strides - before, span)
                        .Where(from => from >= 0 && from < length);
                    expected[byChannel ? (row * channels + channel) * steps + step
                        : (row * steps + step) * channels + channel] =
                        summarize(
                            window.Select(
                                from => X.Floats[row * 12 + (byChannel ? channel * length + from
                                    : from * channels + channel)]));
                }
        Close(expected, Call(layer, backend, X)[0], 1e-5f);
    }
}
