using Valence.Callbacks;
using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests;

/// <summary>What a Keras user types first: that it compiles, and what it does. <c>docs/guesses.md</c> lists them
/// all.</summary>
public sealed class FirstGuessesTests
{
    private readonly float[,] _x = { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } };
    private readonly float[] _y = [0, 1, 0, 1];

    [Fact]
    public void Fit_takes_what_Keras_takes()
    {
        var model = Compiled();
        var watch = new EarlyStopping(monitor: "loss", patience: 3);
        Assert.Single(model.Fit(_x, _y, callbacks: [watch], verbose: 0)["loss"]);
        Assert.Single(model.Fit(_x, _y, validationData: (_x, _y), verbose: 0)["val_loss"]);
        Assert.Equal(2, model.Fit(_x, _y, 3, epochs: 2, verbose: 0).Epochs.Count);
        Assert.Equal(3, model.Fit(_x, _y, epochs: 3, verbose: 0)["loss"].Count);
        Assert.Single(model.Fit(_x, _y, validationSplit: 0.25, validationFreq: 1, shuffle: false, verbose: 0,
            classWeight: new Dictionary<int, double> { [0] = 1, [1] = 2 })["val_loss"]);
        Assert.Single(model.Fit(_x, _y, sampleWeight: new float[] { 1, 2, 1, 2 }, verbose: 0)["loss"]);
        Assert.Equal(2, model.Fit(_x, _y, epochs: 3, validationData: (_x, _y, Tensor.From([1f, 1, 0, 0])),
            validationFreq: [1, 3], verbose: 0)["val_loss"].Count);
    }

    [Fact]
    public void The_third_argument_is_the_batch_size_as_in_Keras()
    {
        var steps = 0;
        Compiled().Fit(_x, _y, 1, verbose: 0, callbacks: [new LambdaCallback { TrainBatchEnd = (_, _) => steps++ }]);
        Assert.Equal(4, steps);
    }

    [Fact]
    public void Evaluate_and_Predict_take_verbose()
    {
        var model = Compiled();
        Assert.True(model.Evaluate(_x, _y, verbose: 0)["loss"] > 0);
        Assert.Equal([4, 1], model.Predict(_x, verbose: 0).Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Evaluate(_x, _y, verbose: 3));
        Assert.Contains("\"auto\", 0, 1 or 2",
            Assert.Throws<ArgumentException>(() => model.Evaluate(_x, _y, verbose: "loud")).Message);
    }

    [Fact]
    public void Numbers_of_verbose_are_Keras()
    {
        Assert.Equal(Verbosity.Silent, 0);
        Assert.Equal(Verbosity.Bar, 1);
        Assert.Equal(Verbosity.Lines, 2);
        Assert.Equal(Verbosity.Auto, "auto");
        Assert.Equal(Verbosity.Auto, default);
    }

    private static Sequential Compiled()
    {
        var model = new Sequential(new Dense(1, "sigmoid"));
        model.Compile("adam", "binary_crossentropy", metrics: ["accuracy"]);
        return model;
    }
}
