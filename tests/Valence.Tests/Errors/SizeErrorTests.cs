using Valence.Layers;
using Valence.Models;

namespace Valence.Tests.Errors;

/// <summary>What is larger than an array may be is refused by the layer, with its shape, the limit and what to
/// do.</summary>
public sealed class SizeErrorTests
{
    private const string Weights = "expected weights of at most 2147483575 elements, as an array has no more; ";
    private const string Elements = "expected at most 2147483647 elements in a tensor, ";
    private const string Axis = "expected an axis of at most 2147483647, received one of ";

    private static readonly Dictionary<string, (Func<Layer> Layer, string Expected)> Cases = new()
    {
        ["embedding"] = (() => new Embedding(30_000_000, 100), $"Embedding 'embedding': {Weights}'embeddings' "
            + "[30000000, 100] has 3000000000. Make the layer smaller"),
        ["embedding of one feature"] = (() => new Embedding(int.MaxValue, 1), $"{Weights}'embeddings' [2147483647, 1]"),
        ["dense"] = (() => new Dense(int.MaxValue),
            $"Dense 'dense': {Weights}'kernel' [2, 2147483647] has 4294967294."),
        ["lstm"] = (() => new Lstm(int.MaxValue), $"{Axis}8589934588. Take fewer units"),
        ["gru"] = (() => new Gru(int.MaxValue), $"{Axis}6442450941."),
        ["lstm of fewer units"] = (() => new Lstm(50_000),
            $"{Weights}'cell/recurrent_kernel' [50000, 200000] has 10000000000."),
        ["convolution"] = (() => new Conv1D(int.MaxValue, 2), $"{Weights}'kernel' [2, 2, 2147483647]"),
        ["separable convolution"] = (() => new SeparableConv1D(2, 2) { DepthMultiplier = int.MaxValue }, Weights),
        ["depthwise convolution"] = (() => new DepthwiseConv1D(2) { DepthMultiplier = int.MaxValue }, Weights),
        ["repeated steps"] = (() => new UpSampling1D(int.MaxValue), $"UpSampling1D 'up_sampling1d': {Axis}"),
        ["padding"] = (() => new ZeroPadding1D((int.MaxValue, 3)), $"ZeroPadding1D 'zero_padding1d': {Axis}2147483652"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_that_is_too_large_says_so(string name)
    {
        var (layer, expected) = Cases[name];
        var model = name.StartsWith("embedding", StringComparison.Ordinal)
            ? new Sequential(layer()) : name == "dense" ? new Sequential(new InputLayer([-1, 2]), layer())
            : new Sequential(new InputLayer([-1, 2, 2]), layer());
        Assert.Contains(expected, Assert.Throws<OverflowException>(() => _ = name.StartsWith("embedding",
            StringComparison.Ordinal) ? model.Predict(new int[,] { { 1, 2 } })
            : model.Predict(new Tensor(name == "dense" ? [1, 2] : [1, 2, 2]))).Message);
    }

    [Fact]
    public void Results_that_are_too_large_say_so()
    {
        Assert.Contains($"Flatten 'flatten': {Elements}[?, 65536, 32768] has 2147483648 in each row. Make an",
            Assert.Throws<OverflowException>(() => new Flatten().Call(Keras.Input([65536, 32768]))).Message);
        Assert.Contains($"RepeatVector 'repeat_vector': {Elements}[32, 100000000, 2] has 6400000000.",
            Assert.Throws<OverflowException>(() =>
                new Sequential(new RepeatVector(100_000_000)).Predict(new Tensor([40, 2]))).Message);
        Assert.Contains("expected elements that fill [65536, 65536, ?] for each row",
            Assert.Throws<ShapeException>(() => new Reshape([65536, 65536, -1]).Call(Keras.Input([4]))).Message);
        Assert.StartsWith("Expected at most 2147483647 elements in a tensor, [65536, 65536, 65536, 65536, 65536, "
            + "65536] has 79228162514264337593543950336.", Assert.Throws<OverflowException>(() =>
                new Tensor([65536, 65536, 65536, 65536, 65536, 65536])).Message);
        Assert.Equal(0, new Tensor([65536, 65536, 65536, 0]).Count);
    }

    [Fact]
    public void A_wide_layer_over_any_number_of_steps_is_none_of_these()
    {
        var ids = Keras.Input([Shape.Unknown]);
        Assert.Equal([Shape.Unknown, Shape.Unknown, 500_000],
            new Functional(ids, new Dense(500_000).Call(new Embedding(10, 2).Call(ids))).OutputShape);
    }
}
