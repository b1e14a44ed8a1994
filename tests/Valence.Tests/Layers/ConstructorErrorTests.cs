using System.Globalization;
using Valence.Layers;

namespace Valence.Tests.Layers;

/// <summary>Constructor errors name the parameter, what was expected and what was received.</summary>
public sealed class ConstructorErrorTests
{
    private static readonly Dictionary<string, (Func<object> Make, string Parameter, string Received)> Wrong = new()
    {
        ["Relu of a negative limit"] = (() => new Relu(maxValue: -1), "maxValue", "-1"),
        ["Relu of a negative slope"] = (() => new Relu(negativeSlope: -0.5f), "negativeSlope", "-0.5"),
        ["Relu of a negative threshold"] = (() => new Relu(threshold: -2), "threshold", "-2"),
        ["LeakyRelu of a negative slope"] = (() => new LeakyRelu(-1), "negativeSlope", "-1"),
        ["Permute without the first axis"] = (() => new Permute(2, 3), "dims", "[2, 3]"),
        ["Reshape with two open axes"] = (() => new Reshape([-1, 4, -1]), "targetShape", "[?, 4, ?]"),
        ["RepeatVector of nothing"] = (() => new RepeatVector(0), "n", "0"),
        ["UpSampling1D of nothing"] = (() => new UpSampling1D(0), "size", "0"),
        ["ZeroPadding1D below zero"] = (() => new ZeroPadding1D(-1), "padding", "-1"),
        ["ZeroPadding1D below zero at the end"] = (() => new ZeroPadding1D((1, -3)), "padding", "-3"),
        ["Cropping1D below zero"] = (() => new Cropping1D((-1, 0)), "cropping", "-1"),
        ["Dropout above one"] = (() => new Dropout(1.5f), "rate", "1.5"),
        ["Dropout of no number"] = (() => new Dropout(float.NaN), "rate", "NaN"),
        ["SpatialDropout1D below zero"] = (() => new SpatialDropout1D(-0.1f), "rate", "-0.1"),
        ["GaussianNoise above one"] = (() => new GaussianNoise(2), "stddev", "2"),
        ["GaussianDropout below zero"] = (() => new GaussianDropout(-1), "rate", "-1"),
        ["AlphaDropout above one"] = (() => new AlphaDropout(7), "rate", "7"),
        ["Dot over the batch"] = (() => new Dot((0, 1)), "axes", "0"),
        ["Conv1D without filters"] = (() => new Conv1D(0, 3), "filters", "0"),
        ["Conv1D without a window"] = (() => new Conv1D(8, 0), "kernelSize", "0"),
        ["Conv1D that stands still"] = (() => new Conv1D(8, 3) { Strides = 0 }, "Strides", "0"),
        ["Conv1D without dilation"] = (() => new Conv1D(8, 3) { DilationRate = 0 }, "DilationRate", "0"),
        ["Conv1D without groups"] = (() => new Conv1D(8, 3) { Groups = 0 }, "Groups", "0"),
        ["SeparableConv1D that is causal"] = (() => new SeparableConv1D(8, 3) { Padding = Padding.Causal }, "Padding",
            "'causal'"),
        ["DepthwiseConv1D of no depth"] = (() => new DepthwiseConv1D(3) { DepthMultiplier = 0 }, "DepthMultiplier",
            "0"),
        ["Conv1DTranspose of a negative end"] = (() => new Conv1DTranspose(8, 3) { OutputPadding = -1 },
            "OutputPadding", "-1"),
        ["MaxPooling1D of nothing"] = (() => new MaxPooling1D(0), "poolSize", "0"),
        ["AveragePooling1D that stands still"] = (() => new AveragePooling1D { Strides = 0 }, "Strides", "0"),
        ["MaxPooling1D that is causal"] = (() => new MaxPooling1D { Padding = Padding.Causal }, "Padding", "'causal'"),
        ["LayerNormalization of a negative epsilon"] = (() => new LayerNormalization(-1), "epsilon", "-1"),
        ["BatchNormalization of a large momentum"] = (() => new BatchNormalization(momentum: 2), "momentum", "2"),
        ["GroupNormalization of no groups"] = (() => new GroupNormalization(0), "groups", "0"),
        ["RmsNormalization of a negative epsilon"] = (() => new RmsNormalization(-1), "epsilon", "-1"),
        ["MultiHeadAttention without heads"] = (() => new MultiHeadAttention(0, 8), "numHeads", "0"),
        ["MultiHeadAttention of narrow keys"] = (() => new MultiHeadAttention(2, 0), "keyDim", "0"),
        ["MultiHeadAttention of narrow values"] = (() => new MultiHeadAttention(2, 8, valueDim: 0), "valueDim", "0"),
        ["MultiHeadAttention of a large dropout"] = (() => new MultiHeadAttention(2, 8, dropout: 3), "dropout", "3"),
        ["MultiHeadAttention of no window"] = (() => new MultiHeadAttention(2, 8) { SlidingWindow = 0 },
            "SlidingWindow", "0"),
        ["GroupedQueryAttention of uneven heads"] = (() => new GroupedQueryAttention(8, 5, 2), "numQueryHeads", "5"),
        ["Attention of a negative dropout"] = (() => new Attention(dropout: -1), "dropout", "-1"),
        ["TokenAndPositionEmbedding without positions"] =
            (() => new TokenAndPositionEmbedding(10, 0, 4), "sequenceLength", "0"),
    };

    public static TheoryData<string> Cases => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Error_names_parameter_expected_and_received(string name)
    {
        var (make, parameter, received) = Wrong[name];
        var error = Assert.ThrowsAny<ArgumentException>(make);
        Assert.Equal(parameter, error.ParamName);
        Assert.StartsWith($"Expected {parameter} ", error.Message);
        Assert.Contains($"received {received}", string.Create(CultureInfo.InvariantCulture, $"{error.Message}"));
    }
}
