using Valence.Callbacks;
using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Schedules;
using Valence.Tests.Golden;
using Valence.Training;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' tests of callbacks within fit: reduce_lr_on_plateau_test, learning_rate_scheduler_test,
/// swap_ema_weights_test, and the directions of early_stopping_test.</summary>
public sealed class RateCallbackNumbersTests
{
    [Theory]
    [InlineData(2, 100f, 0, 0f, 0.01f)]
    [InlineData(4, 10f, 0, 0.005f, 0.005f)]
    [InlineData(4, 100f, 2, 0f, 0.001f)]
    public void A_plateau_cuts_the_rate(int epochs, float minDelta, int cooldown, float minimum, float expected)
    {
        var model = Model(new Adam(0.1f));
        Fit(model, epochs,
            new ReduceLROnPlateau(patience: 1, factor: 0.1f, minLearningRate: minimum)
            {
                MinDelta = minDelta,
                Cooldown = cooldown
            });
        Assert.Equal(expected, model.Optimizer!.LearningRate, 1e-8f);
    }

    [Fact]
    public void The_same_callback_begins_anew_with_another_training()
    {
        var callback = new ReduceLROnPlateau("loss", patience: 1, factor: 0.1f) { MinDelta = 100, Cooldown = 2 };
        foreach (var _ in (int[])[1, 2])
        {
            var model = Model(new Adam(0.1f));
            Fit(model, 2, callback);
            Assert.Equal(0.01f, model.Optimizer!.LearningRate, 1e-8f);
        }
    }

    [Fact]
    public void A_schedule_leaves_callbacks_no_rate_to_set()
    {
        foreach (var callback in (Callback[])[new ReduceLROnPlateau(patience: 1) { MinDelta = 100 },
            new LearningRateScheduler((_, rate) => rate / 2)])
            Assert.Contains("PolynomialDecay",
                Assert.Throws<InvalidOperationException>(
                    () => Fit(Model(new Adam(new PolynomialDecay(0.1f, 10))), 2, callback)).Message);
    }

    [Fact]
    public void A_scheduler_sets_the_rate_from_the_epoch_and_the_last_rate()
    {
        var model = Model(new Sgd());
        Fit(model, 1, new LearningRateScheduler((epoch, _) => 1f / (2 + epoch)));
        Assert.Equal(0.5f, model.Optimizer!.LearningRate);
        model = Model(new Adam(0.03f));
        Fit(model, 2, new LearningRateScheduler((_, rate) => rate / 2));
        Assert.Equal(0.03f / 4, model.Optimizer!.LearningRate);
        Assert.Equal([0.5f], Fit(model, 1, new LearningRateScheduler((_, _) => 0.5f))["learning_rate"]);
    }

    [Fact]
    public void Averages_are_validated_with_only_where_they_are_swapped_in()
    {
        foreach (var swaps in (bool[])[false, true])
        {
            var model = Averaging();
            var history = Fit(model, 2, swaps ? [new SwapEmaWeights()] : []);
            var figures = model.Evaluate(X, Y);
            Assert.Equal(swaps, history["val_mean_squared_error"][^1] == figures["mean_squared_error"]);
        }
        Assert.Contains("UseEma",
            Assert.Throws<InvalidOperationException>(() => Fit(Model(new Sgd()), 2, new SwapEmaWeights())).Message);
    }

    [Fact]
    public void A_checkpoint_after_the_swap_holds_the_averages()
    {
        using var folder = new RunFolder();
        var model = Averaging();
        Fit(model, 2, new SwapEmaWeights(swapOnEpoch: true),
            new ModelCheckpoint(Path.Combine(folder.Path, "{epoch:1d}.keras")));
        Assert.Equal(model.Evaluate(X, Y)["mean_squared_error"], Models.Model.Load(Path.Combine(folder.Path, "2.keras"))
            .Evaluate(X, Y)["mean_squared_error"]);
    }

    // 0.891 = 0.9 · 0.9 + 0.1 · 0.81: the weight 1 shrinks by a tenth a step.
    [Fact]
    public void Training_ends_with_the_average_of_the_weights()
    {
        var model = new Sequential(new Dense(2, useBias: false) { KernelInitializer = Initializer.Ones });
        model.Compile(new Sgd(0.1f) { UseEma = true, EmaMomentum = 0.9f }, new MeanSquaredError());
        model.Fit(Tensor.From([1f], [1, 1]), new Tensor([1, 2]), epochs: 2, batchSize: 1,
            verbose: 0);
        Assert.Equal([0.891f, 0.891f], model.GetWeights()[0].Floats.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal(0.891f,
            model.Optimizer!.Variables.Single(variable =>
                variable.Name.EndsWith("average", StringComparison.Ordinal)).Value.Floats[0], 1e-5f);
    }

    [Theory]
    [InlineData("val_loss", Mode.Min, false)]
    [InlineData("val_mse", Mode.Max, true)]
    [InlineData("val_mse", Mode.Auto, false)]
    [InlineData("loss", Mode.Auto, false)]
    [InlineData("acc", Mode.Auto, true)]
    [InlineData("val_accuracy", Mode.Auto, true)]
    [InlineData("hinge", Mode.Auto, false)]
    [InlineData("f1_score", Mode.Auto, true)]
    public void The_direction_is_the_metrics_own_unless_it_is_given(string monitor, Mode mode, bool higherIsBetter)
    {
        var model = Model(new Sgd());
        model.Compile(new Sgd(), new MeanAbsoluteError(),
            [new MeanLoss(new MeanSquaredError()) { Name = "mse" }, new Accuracy { Name = "acc" }, Metric.Accuracy,
                new Hinge(), new F1Score { Name = "f1_score" }]);
        // Each epoch claims a value one higher than the last.
        var rises = new LambdaCallback { EpochEnd = (epoch, state) => state.Logs[monitor] = epoch };
        var stopper = new EarlyStopping(monitor, mode: mode);
        Fit(model, 5, rises, stopper);
        Assert.Equal(higherIsBetter ? null : 1, stopper.StoppedEpoch);
    }

    [Fact]
    public void A_figure_that_nobody_knows_is_refused_and_one_that_is_not_measured_waited_for()
    {
        Assert.Contains("'unknown'",
            Assert.Throws<InvalidOperationException>(
                () => Fit(Model(new Sgd()), 2, new EarlyStopping("unknown"))).Message);
        var model = Model(new Sgd());
        Assert.Equal(2,
            model.Fit(X, Y, epochs: 2, verbose: 0,
                callbacks: [new EarlyStopping()]).Epochs.Count);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(3, 2)]
    [InlineData(0, 2)]
    public void Patience_counts_from_the_first_epoch_that_is_watched(int patience, int start)
    {
        var level = new LambdaCallback { EpochEnd = (_, state) => state.Logs["loss"] = 1 };
        var history = Fit(Model(new Sgd()), 20, level,
            new EarlyStopping("loss", patience: patience) { StartFromEpoch = start });
        Assert.Equal(start + Math.Max(patience, 1) + 1, history.Epochs.Count);
    }

    private static Tensor X
    {
        get;
    } = Tensor.From(Enumerable.Range(0, 30).Select(i => i * 37 % 100 / 100f).ToArray(), [10, 3]);

    private static Tensor Y
    {
        get;
    } = Tensor.From(Enumerable.Range(0, 20).Select(i => i * 7 % 3 == i % 2 ? 1f : 0).ToArray(), [10, 2]);

    private static Sequential Model(Optimizer optimizer)
    {
        var model = new Sequential(new Dense(5), new Dense(2));
        model.Compile(optimizer, new MeanSquaredError());
        return model;
    }

    private static Sequential Averaging()
    {
        var model = new Sequential(new Dense(2, useBias: false) { KernelInitializer = Initializer.Ones });
        model.Compile(new Sgd { UseEma = true, EmaMomentum = 0.9f }, new MeanSquaredError(), [new MeanSquaredError()]);
        return model;
    }

    private static History Fit(Model model, int epochs, params Callback[] callbacks) =>
        model.Fit(X, Y, epochs: epochs, verbose: 0,
            validationData: new Batch(X, Y), callbacks: callbacks);
}
