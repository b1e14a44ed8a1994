using Valence.Layers;
using Valence.Models;
using Valence.Text;

namespace Valence.Tests.Layers;

/// <summary>Settings whose products no axis and no tensor has are refused in words when the layer is built.</summary>
public sealed class LargeSizeTests
{
    private const int Huge = int.MaxValue - 8;
    private static readonly Shape Steps = [-1, 5, 4];

    private static readonly Dictionary<string, (Func<Layer> Make, Shape Input)> Layers = new()
    {
        ["Dense"] = (() => new Dense(Huge), [-1, 4]),
        ["Embedding"] = (() => new Embedding(Huge, Huge), [-1, 5]),
        ["Lstm"] = (() => new Lstm(1 << 30), Steps),
        ["Lstm whose gates are beyond an axis"] = (() => new Lstm(Huge), Steps),
        ["Gru"] = (() => new Gru(Huge), Steps),
        ["SimpleRnn"] = (() => new SimpleRnn(Huge), Steps),
        ["Bidirectional"] = (() => new Bidirectional(new Lstm(Huge)), Steps),
        ["Conv1D"] = (() => new Conv1D(Huge, 3), Steps),
        ["Conv1D that is dilated"] = (() => new Conv1D(2, 3) { DilationRate = Huge }, Steps),
        ["Conv1DTranspose"] = (() => new Conv1DTranspose(1, 2, Huge), Steps),
        ["Conv1DTranspose of the same"] = (() => new Conv1DTranspose(1, 2, Huge, Padding.Same), Steps),
        ["DepthwiseConv1D"] = (() => new DepthwiseConv1D(3) { DepthMultiplier = Huge }, Steps),
        ["SeparableConv1D"] = (() => new SeparableConv1D(2, 3) { DepthMultiplier = Huge }, Steps),
        ["MultiHeadAttention"] = (() => new MultiHeadAttention(Huge, Huge), Steps),
        ["RepeatVector"] = (() => new RepeatVector(Huge), [-1, 4]),
        ["UpSampling1D"] = (() => new UpSampling1D(Huge), Steps),
        ["ZeroPadding1D"] = (() => new ZeroPadding1D(Huge), Steps),
        ["Reshape"] = (() => new Reshape([Huge, Huge]), [-1, 4]),
        ["AdaptiveAveragePooling1D"] = (() => new AdaptiveAveragePooling1D(Huge), Steps),
        ["CategoryEncoding"] = (() => new CategoryEncoding(Huge, OutputMode.OneHot), Steps),
        ["Flatten"] = (() => new Flatten(), [-1, Huge, Huge]),
        ["TimeDistributed"] = (() => new TimeDistributed(new RepeatVector(Huge)), Steps),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_size_that_no_tensor_has_is_refused_in_words(string name)
    {
        var (make, input) = Layers[name];
        var told = Record.Exception(() =>
        {
            var model = new Sequential(new InputLayer(input), make());
            model.BuildFor(input);
        });
        Assert.NotNull(told);
        Assert.True(told is OverflowException or ShapeException or ArgumentException, $"{told}");
        Assert.DoesNotContain("Arithmetic operation", told.Message);
        Assert.DoesNotContain("received -", told.Message);
        Assert.Matches("[Ee]xpected", told.Message);
    }
}
