using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Errors;

/// <summary>Arguments of training that make no sense are refused by name; those that Keras gives a meaning have
/// it.</summary>
public sealed class FitArgumentTests
{
    private static readonly Tensor X = Tensor.From([1f, 1], [2, 1]);
    private static readonly Tensor Y = Tensor.From([1f, 3], [2, 1]);

    public static TheoryData<float> NotFinite => [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    [Theory]
    [MemberData(nameof(NotFinite))]
    public void Weights_are_finite(float weight)
    {
        var classes = new Dictionary<int, double> { [1] = 2, [3] = weight };
        Refused($"received {weight} for class 3", weight, () => Fit(new() { ClassWeight = classes }));
        Refused($"received {weight} for class 3", weight, () => Model().TrainOnBatch(X, Y, classWeight: classes));
        var samples = Tensor.From([1, weight]);
        Refused($"received {weight} for row 1", weight, () => Fit(new() { SampleWeight = samples }));
        Refused($"received {weight} for row 1", weight, () => Fit(new() { ValidationData = new Batch(X, Y, samples) }));
        Refused($"received {weight} for row 1", weight, () => Model().TrainOnBatch(X, Y, samples));
        Refused($"received {weight} for row 1", weight, () => Model().Evaluate(X, Y, sampleWeight: samples));
        Refused($"received {weight} for row 1", weight,
            () => Model().Fit([new Batch(X, Y, samples)], verbose: 0));
        Refused($"received {weight}", weight, () => Model()
            .Compile(new Sgd(), [new MeanSquaredError()], new() { LossWeights = [weight] }));
    }

    [Fact]
    public void Weights_of_zero_and_below_are_factors_as_in_Keras()
    {
        // Squares of the misses are 1 and 9.
        Assert.Equal([(0 * 1 + 2 * 9) / 2f], Fit(new() { SampleWeight = Tensor.From([0f, 2]) })["loss"]);
        Assert.Equal([(-1 * 1 + 2 * 9) / 2f], Fit(new() { SampleWeight = Tensor.From([-1f, 2]) })["loss"]);
        Assert.Equal([(-4 * 1 + 1 * 9) / 2f],
            Fit(new() { ClassWeight = new Dictionary<int, double> { [1] = -4 } })["loss"]);
    }

    [Fact]
    public void Each_row_has_one_target_and_one_weight()
    {
        foreach (var count in (int[])[1, 3])
        {
            var other = new Tensor([count, 1]);
            Assert.Contains("2 inputs",
                Assert.ThrowsAny<ArgumentException>(() => Model().TrainOnBatch(X, other)).Message);
            Assert.Contains("2 inputs",
                Assert.ThrowsAny<ArgumentException>(() => Model()
                    .Fit([new Batch(X, other)], verbose: 0)).Message);
            Assert.Contains("2 inputs",
                Assert.ThrowsAny<ArgumentException>(() => Fit(new() { ValidationData = new Batch(X, other) })).Message);
            Assert.Contains("Expected 2 sample weights",
                Assert.ThrowsAny<ArgumentException>(() =>
                    Fit(new() { ValidationData = new Batch(X, Y, new Tensor([count])) })).Message);
            Assert.Contains("Expected 2 sample weights",
                Assert.ThrowsAny<ArgumentException>(() => Model().TrainOnBatch(X, Y, new Tensor([count]))).Message);
        }
        Assert.Contains("at least one row",
            Assert.ThrowsAny<ArgumentException>(() => Model()
                .TrainOnBatch(new Tensor([0, 1]), new Tensor([0, 1]))).Message);
        Assert.Contains("at least one row",
            Assert.ThrowsAny<ArgumentException>(() => Model()
                .Fit([new Batch(new Tensor([0, 1]), new Tensor([0, 1]))],
                    verbose: 0)).Message);
        Assert.Contains("validation data",
            Assert.ThrowsAny<ArgumentException>(() =>
                Fit(new() { ValidationData = new Batch(new Tensor([0, 1]), new Tensor([0, 1])) })).Message);
    }

    [Fact]
    public void Counts_below_the_least_are_refused_by_name()
    {
        Refused($"initialEpoch of at least 0, received -1", -1, () => Fit(new() { InitialEpoch = -1 }));
        Refused($"stepsPerEpoch of at least 1, received 0", 0, () => Fit(new() { StepsPerEpoch = 0 }));
        Refused($"stepsPerEpoch of at least 1, received 0", 0,
            () => Model().Fit([new Batch(X, Y)], stepsPerEpoch: 0));
        Refused($"validationSteps of at least 1, received 0", 0, () => Fit(new() { ValidationSteps = 0 }));
        Refused($"validationBatchSize of at least 1, received 0", 0, () => Fit(new() { ValidationBatchSize = 0 }));
        Refused($"validationFreq of at least 1, received 0", 0, () => Fit(new() { ValidationFreq = 0 }));
        Refused($"batchSize of at least 1, received 0", 0, () => Model().Fit(X, Y, batchSize: 0));
        Refused($"epochs of at least 0, received -1", -1, () => Model().Fit(X, Y, epochs: -1));
        Refused($"epochs of at least 0, received -1", -1, () => Model().Fit([new Batch(X, Y)], epochs: -1));
        Refused($"batchSize of at least 1, received 0", 0, () => Model().Predict(X, batchSize: 0));
        Refused($"batchSize of at least 1, received 0", 0, () => Model().Evaluate(X, Y, batchSize: 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_validation_split_is_a_part(double split) =>
        Refused($"below 1, received {split}. Give the part", split, () => Model().Fit(X, Y, validationSplit: split));

    [Fact]
    public void No_epoch_is_no_training_as_in_Keras()
    {
        var model = Model();
        var before = model.GetWeights()[0].Scalar;
        Assert.Empty(model.Fit(X, Y, epochs: 0).Epochs);
        Assert.Empty(model.Fit(X, Y, epochs: 3, initialEpoch: 5).Epochs);
        Assert.Equal(before, model.GetWeights()[0].Scalar);
    }

    [Fact]
    public void No_epoch_leaves_the_weights_also_under_a_moving_average()
    {
        var model = Model(new Sgd(0.1f) { UseEma = true });
        model.SetWeights([Tensor.From([2f], [1, 1])]);
        model.Fit(X, Y, epochs: 0);
        Assert.Equal(2, model.GetWeights()[0].Scalar);
    }

    private static void Refused(FormattableString says, object value, Action act)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(act);
        Assert.Contains(FormattableString.Invariant(says), error.Message);
        Assert.Equal(Convert.ToDouble(value, null), Convert.ToDouble(error.ActualValue, null));
    }

    private static History Fit(FitOptions options) =>
        Model().Fit(X, Y, options: options with { Verbose = Verbosity.Silent });

    private static Sequential Model(Optimizer? optimizer = null)
    {
        var model = new Sequential(new Dense(1, useBias: false) { KernelInitializer = Initializers.Initializer.Zeros });
        model.BuildFor([Shape.Unknown, 1]);
        model.Compile(optimizer ?? new Sgd(0f), new MeanSquaredError());
        return model;
    }
}
