using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;
using static Valence.Tests.KerasNumbers.LayerCalls;

namespace Valence.Tests.KerasNumbers;

/// <summary>The numbers that Keras' own tests of normalization state.</summary>
public sealed class NormalizationNumbersTests
{
    public static TheoryData<string> Backends => LayerCalls.Backends;

    public static TheoryData<string, float> MaskValues =>
        new MatrixTheoryData<string, float>(["reference", "cpu"], [0f, 0.1f, 1f]);

    [Theory]
    [MemberData(nameof(Backends))]
    public void LayerNormalization_of_0_to_4(string backend) =>
        Close([-0.41386f, 0.29307f, 1, 1.70693f, 2.41386f],
            Call(new LayerNormalization { BetaInitializer = Initializer.Ones, GammaInitializer = Initializer.Ones },
                backend, Numbers([1, 5], 0, 1, 2, 3, 4))[0], 1e-5f);

    [Theory]
    [MemberData(nameof(MaskValues))]
    public void BatchNormalization_leaves_masked_steps_out_of_its_statistics(string backend, float maskValue)
    {
        float[] sample = [1, 5, 2, 5, maskValue, maskValue, maskValue, maskValue];
        var x = Tensor.From([.. Enumerable.Repeat(sample, 10).SelectMany(row => row)], [10, 4, 2]);
        var input = Keras.Input([Shape.Unknown, 2]);
        var normalization = new BatchNormalization(momentum: 0);
        using var runs = Backend(backend);
        var model = new Functional(input, normalization.Call(new Masking(maskValue).Call(input))) { Backend = runs };
        model.Compile(new Rmsprop(), new MeanSquaredError());
        model.Fit(x, x, epochs: 5, batchSize: 10, verbose: 0);
        Close([1.5f, 5], normalization.Weights.Single(weight => weight.Name == "moving_mean").Value, 1e-5f);
        Close([0.25f, 0], normalization.Weights.Single(weight => weight.Name == "moving_variance").Value, 1e-5f);
    }
}
