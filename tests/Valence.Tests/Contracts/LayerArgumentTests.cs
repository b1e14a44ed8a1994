using Valence.Layers;

namespace Valence.Tests.Contracts;

/// <summary>Wrong arguments of layers that the table of constructor errors does not have.</summary>
public sealed class LayerArgumentTests
{
    private static readonly Dictionary<string, (Func<object> Make, string Parameter)> Wrong = new()
    {
        ["Dense without units"] = (() => new Dense(0), "units"),
        ["Embedding without ids"] = (() => new Embedding(0, 4), "inputDim"),
        ["Embedding of no width"] = (() => new Embedding(4, 0), "outputDim"),
        ["Lstm without units"] = (() => new Lstm(0), "units"),
        ["Gru without units"] = (() => new Gru(-1), "units"),
        ["SimpleRnn without units"] = (() => new SimpleRnn(0), "units"),
        ["LstmCell without units"] = (() => new LstmCell(0), "units"),
        ["GruCell without units"] = (() => new GruCell(0), "units"),
        ["SimpleRnnCell without units"] = (() => new SimpleRnnCell(0), "units"),
        ["Lstm of a large dropout"] = (() => new Lstm(2) { Dropout = 2 }, "Dropout"),
        ["Gru of a negative recurrent dropout"] = (() => new Gru(2) { RecurrentDropout = -1 }, "RecurrentDropout"),
        ["StackedRnnCells of none"] = (() => new StackedRnnCells(), "cells"),
        ["Conv1DTranspose without filters"] = (() => new Conv1DTranspose(0, 3), "filters"),
        ["ActivityRegularization of a negative factor"] = (() => new ActivityRegularization(-1), "l1"),
        ["AdditiveAttention of a large dropout"] = (() => new AdditiveAttention(dropout: 2), "dropout"),
        ["Hashing without bins"] = (() => new Hashing(0), "numBins"),
        ["HashedCrossing without bins"] = (() => new HashedCrossing(0), "numBins"),
        ["StringLookup of a negative number"] = (() => new StringLookup(numOovIndices: -1), "numOovIndices"),
        ["IntegerLookup of a negative number"] = (() => new IntegerLookup(numOovIndices: -1), "numOovIndices"),
        ["CategoryEncoding without tokens"] = (() => new CategoryEncoding(0), "numTokens"),
        ["Discretization without bins"] = (() => new Discretization(0), "numBins"),
        ["SpectralNormalization without a round"] = (() => new SpectralNormalization(new Dense(2), 0),
            "powerIterations"),
        ["AdaptiveAveragePooling1D without windows"] = (() => new AdaptiveAveragePooling1D(0), "outputSize"),
        ["AdaptiveMaxPooling1D without windows"] = (() => new AdaptiveMaxPooling1D(0), "outputSize"),
        ["ReversibleEmbedding without ids"] = (() => new ReversibleEmbedding(0, 4), "inputDim"),
        ["ReversibleEmbedding of no width"] = (() => new ReversibleEmbedding(4, 0), "outputDim"),
        ["SeparableConv1D without filters"] = (() => new SeparableConv1D(0, 3), "filters"),
        ["TransformerBlock without heads"] = (() => new TransformerBlock(0, 4), "numHeads"),
        ["TransformerBlock of no width"] = (() => new TransformerBlock(2, 0), "intermediateDim"),
        ["TransformerBlock of a large dropout"] = (() => new TransformerBlock(2, 4) { OutputDropout = 2 },
            "OutputDropout"),
        ["TransformerBlock of an empty window"] = (() => new TransformerBlock(2, 4) { SlidingWindow = 0 },
            "SlidingWindow"),
        ["TransformerEmbedding of a negative number"] = (() => new TransformerEmbedding(-1), "positions"),
        ["RelativeEmbedding without rows"] = (() => new RelativeEmbedding(0), "span"),
        ["TransformerEncoder of no width"] = (() => new TransformerEncoder(0, 2), "intermediateDim"),
        ["TransformerEncoder without heads"] = (() => new TransformerEncoder(4, 0), "numHeads"),
        ["TransformerEncoder of a large dropout"] = (() => new TransformerEncoder(4, 2, 2), "dropout"),
        ["TransformerDecoder of no width"] = (() => new TransformerDecoder(0, 2), "intermediateDim"),
        ["TransformerDecoder without heads"] = (() => new TransformerDecoder(4, 0), "numHeads"),
        ["TransformerDecoder of a large dropout"] = (() => new TransformerDecoder(4, 2, 2), "dropout"),
        ["FNetEncoder of no width"] = (() => new FNetEncoder(0), "intermediateDim"),
        ["FNetEncoder of a large dropout"] = (() => new FNetEncoder(4, 2), "dropout"),
        ["MaskedLmHead of a negative epsilon"] = (() => new MaskedLmHead(4) { LayerNormEpsilon = -1 },
            "LayerNormEpsilon"),
        ["PositionEmbedding without steps"] = (() => new PositionEmbedding(0), "sequenceLength"),
        ["SinePositionEncoding of no wavelength"] = (() => new SinePositionEncoding(0), "maxWavelength"),
        ["RotaryEmbedding of no wavelength"] = (() => new RotaryEmbedding(0), "maxWavelength"),
        ["RotaryEmbedding of no scale"] = (() => new RotaryEmbedding(scalingFactor: 0), "scalingFactor"),
    };

    public static TheoryData<string> Cases => [.. Wrong.Keys];

    // Layers whose numbers may all be any number, and those that take none.
    private static readonly string[] TakesAny = ["Concatenate", "Elu", "Masking", "NotEqual", "Rescaling", "Softmax"];

    [Fact]
    public void Every_layer_with_a_number_among_its_arguments_has_a_row()
    {
        var names = Wrong.Keys.Concat(Tests.Layers.ConstructorErrorTests.Cases.Select(row => row.Data))
            .Select(name => name.Split(' ')[0]).ToHashSet();
        string[] missing = [.. LayerContracts.All.Select(row => row.Type)
            .Where(type => type.GetConstructors()
                .Any(made => made.GetParameters()
                    .Any(given => given.ParameterType == typeof(int) || given.ParameterType == typeof(double))))
            .Select(type => type.Name).Where(name => !names.Contains(name) && !TakesAny.Contains(name))];
        Assert.True(missing.Length == 0, $"{string.Join(", ", missing)}: takes a number, and no wrong one is tried. "
            + $"Add \"{missing.FirstOrDefault()} ARGUMENT\" to {nameof(Wrong)} in tests/Valence.Tests/Contracts/"
            + $"{nameof(LayerArgumentTests)}.cs, or the layer to {nameof(TakesAny)} there.");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Error_names_the_parameter(string name)
    {
        var (make, parameter) = Wrong[name];
        var error = Assert.ThrowsAny<ArgumentException>(make);
        Assert.Equal(parameter, error.ParamName);
        Assert.Contains(parameter, error.Message);
    }
}
