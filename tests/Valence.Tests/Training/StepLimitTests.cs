using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Training;

public sealed class StepLimitTests
{
    // The loss of each epoch is the mean of its targets' squares, as the only weight stays 0: it tells which rows the
    // epoch saw.
    [Fact]
    public void An_epoch_of_few_steps_goes_on_where_the_last_one_stopped() =>
        Assert.Equal([1, 9, 25, 1, 9], Losses(new() { StepsPerEpoch = 1 }, epochs: 5)["loss"]);

    [Fact]
    public void An_epoch_ends_early_where_the_rows_run_out() =>
        Assert.Equal([5, 25, 5], Losses(new() { StepsPerEpoch = 2 }, epochs: 3)["loss"]);

    [Fact]
    public void Validation_of_few_steps_takes_the_first_batches()
    {
        var history = Losses(new()
        {
            ValidationData = new Batch(Column(1, 1, 1), Column(2, 4, 6)),
            ValidationSteps = 2,
            ValidationBatchSize = 1
        }, epochs: 2);
        Assert.Equal([10, 10], history["val_loss"]);
    }

    [Fact]
    public void A_limit_of_no_steps_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses(new() { StepsPerEpoch = 0 }, epochs: 1));

    [Fact]
    public void Averages_are_validated_on_and_the_weights_come_back()
    {
        // Without a swap validation sees the weights themselves; at the end both models have the averages.
        var (plain, plainWeights) = Averaged();
        var (swapped, swappedWeights) = Averaged(new SwapEmaWeights());
        var (whole, wholeWeights) = Averaged(new SwapEmaWeights(swapOnEpoch: true));
        Assert.Equal(plain["loss"], swapped["loss"]);
        Assert.Equal(plain["loss"], whole["loss"]);
        Assert.NotEqual(plain["val_loss"][^1], swapped["val_loss"][^1]);
        Assert.Equal(swapped["val_loss"], whole["val_loss"]);
        Assert.Equal(plainWeights, swappedWeights);
        Assert.Equal(plainWeights, wholeWeights);
    }

    [Fact]
    public void Averages_that_nobody_keeps_are_not_swapped() =>
        Assert.Contains("UseEma",
            Assert.Throws<InvalidOperationException>(
                () => Losses(new() { Callbacks = [new SwapEmaWeights()] }, epochs: 1)).Message);

    private static History Losses(FitOptions options, int epochs)
    {
        var model = Model(new Sgd(0f));
        return model.Fit(Column(1, 1, 1), Column(1, 3, 5),
            options with { Shuffle = false, Verbose = Verbosity.Silent }, batchSize: 1, epochs);
    }

    private static (History History, float Weight) Averaged(params Callback[] callbacks)
    {
        var model = Model(new Sgd(0.1f) { UseEma = true, EmaMomentum = 0.5f });
        var history = model.Fit(Column(1, 1, 1), Column(1, 3, 5), epochs: 3, batchSize: 1,
            callbacks: callbacks, validationData: new Batch(Column(1), Column(2)), shuffle: false, verbose: 0);
        return (history, model.GetWeights()[0].Scalar);
    }

    private static Sequential Model(Optimizer optimizer)
    {
        var model = new Sequential(new Dense(1, useBias: false));
        model.BuildFor([Shape.Unknown, 1]);
        model.SetWeights([new Tensor([1, 1])]);
        model.Compile(optimizer, new MeanSquaredError());
        return model;
    }

    private static Tensor Column(params float[] values) => Tensor.From(values, [values.Length, 1]);
}
