using System.Runtime.InteropServices;
using Valence.Layers;
using Valence.Models;
using Valence.Tests.Contracts;
using Valence.Training;

namespace Valence.Tests.Sessions;

/// <summary>A layer that is used twice, in one model or in two, shares its weights, and else is as new
/// everywhere.</summary>
public sealed class LayerUsedTwiceTests
{
    /// <summary>What is not used as others are, and why.</summary>
    private static readonly Dictionary<Type, string> LeftOut = new()
    {
        [typeof(InputLayer)] = "it takes no input",
    };

    public static TheoryData<string> Rows => [.. LayerContracts.All.Where(row => !LeftOut.ContainsKey(row.Type))
        .Select(row => row.Type.Name)];

    [Fact]
    public void Every_layer_is_in_the_table()
    {
        var missing = string.Join(", ", typeof(Layer).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Layer)))
            .Except(LayerContracts.All.Select(row => row.Type)).Select(type => type.Name));
        Assert.True(missing == "", $"{missing}: not among the layers that are tried. It needs a row in "
            + "src/Valence/Saving/Rows and an example in tests/Valence.Tests/Contracts/LayerContracts.cs "
            + "(docs/adding-a-layer.md).");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void One_layer_answers_in_two_models_and_twice_in_one_what_a_new_one_does(string name)
    {
        var row = LayerContracts.All.First(row => row.Type.Name == name);
        var expected = Model(row, row.Make()).PredictAll(row.Inputs)[0];
        var shared = row.Make();
        var (first, second, twice) = (Model(row, shared), Model(row, shared), Model(row, shared, uses: 2));
        foreach (var model in (Model[])[first, second, twice, first])
            foreach (var answer in model.PredictAll(row.Inputs)) InParts.Same(expected, answer, name);
        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal(first.Weights, twice.Weights);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Two_models_train_one_layer_by_turns_as_one_model_does(string name)
    {
        var row = LayerContracts.All.First(row => row.Type.Name == name);
        var (shared, alone) = (row.Make(), Model(row, row.Make()));
        Model[] models = [Model(row, shared), Model(row, shared)];
        var answer = alone.PredictAll(row.Inputs)[0];
        if (answer.Type != ElementType.Float32
            || !alone.Weights.Any(weight => weight is { Trainable: true, IsState: false }))
            return;
        var y = Tensor.From([.. Enumerable.Range(0, answer.Count).Select(i => MathF.Cos(i))], answer.Shape);
        for (var turn = 0; turn < 4; turn++)
        {
            Train(models[turn % 2]);
            Train(alone);
            Assert.Equal(Bits(alone), Bits(models[0]));
        }

        void Train(Model model)
        {
            model.Compile("rmsprop", "mse");
            model.Fit(row.Inputs, y, epochs: 2, verbose: 0);
        }
    }

    private static int[] Bits(Model model) =>
        [.. model.GetWeights().SelectMany(weight => MemoryMarshal.Cast<float, int>(weight.Floats).ToArray())];

    // The first of its outputs, as often as it is used.
    private static Functional Model(LayerContract row, Layer layer, int uses = 1)
    {
        SymbolicTensor[] inputs =
            [.. row.Inputs.Select(input => Keras.Input([.. input.Shape.AsSpan()[1..]], input.Type))];
        return new(inputs, (SymbolicTensor[])[.. Enumerable.Range(0, uses).Select(_ => layer.CallAll(inputs)[0])])
        { Seed = 5 };
    }
}
