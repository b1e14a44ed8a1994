using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>What Keras documents of <c>fit</c>'s arguments. The only weight stays 0, so that a loss is the weighted
/// mean of the squares of the targets it saw.</summary>
public sealed class FitTests
{
    [Fact]
    public void The_validation_split_is_the_last_part_before_any_shuffling()
    {
        // Of 10 rows ⌊10 · 0.75⌋ = 7 are trained on.
        var history = Fit(Column(1, 1, 1, 1, 1, 1, 1, 2, 2, 2), validationSplit: 0.25f,
            options: new FitOptions { Shuffle = true });
        Assert.Equal([1], history["loss"]);
        Assert.Equal([4], history["val_loss"]);
    }

    [Fact]
    public void A_token_stops_a_validation_pass_and_the_epoch_with_it()
    {
        using var cancellation = new CancellationTokenSource();
        var ended = 0;
        var options = new FitOptions
        {
            CancellationToken = cancellation.Token,
            ValidationData = new Batch(Column(1), Column(3)),
            Callbacks = [new CancelsValidation(cancellation), new LambdaCallback { EpochEnd = (_, _) => ended++ }],
        };
        Assert.Throws<OperationCanceledException>(() => Fit(Column(1, 2), epochs: 3, options: options));
        Assert.Equal(0, ended);
    }

    [Fact]
    public void A_fifth_of_960_rows_is_192()
    {
        // Squares of the rows' numbers: the first 768 have 1 as their target, the last 192 have 2.
        var history = Fit(Column([.. Enumerable.Repeat(1f, 768), .. Enumerable.Repeat(2f, 192)]), batchSize: 960,
            validationSplit: 0.2f);
        Assert.Equal([1], history["loss"]);
        Assert.Equal([4], history["val_loss"]);
    }

    [Fact]
    public void Batches_have_rows()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Fit(Column(1, 2), validationSplit: 0.5f, options: new FitOptions { ValidationBatchSize = 0 }));
        Assert.Equal([2.5f], Fit(Column(1, 2), batchSize: int.MaxValue)["loss"]);
    }

    [Fact]
    public void Validation_data_go_before_a_split() =>
        Assert.Equal([9],
            Fit(Column(1, 2), validationSplit: 0.5f,
                options: new FitOptions { ValidationData = new Batch(Column(1), Column(3)) })["val_loss"]);

    [Fact]
    public void A_split_that_leaves_nothing_is_refused()
    {
        Assert.Contains("leaves no row",
            Assert.Throws<ArgumentException>(() => Fit(Column(1), validationSplit: 0.5f)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(Column(1, 2), validationSplit: 1));
    }

    [Fact]
    public void Epochs_is_the_number_of_the_last_epoch()
    {
        var history = Fit(Column(1, 3), epochs: 5, options: new FitOptions { InitialEpoch = 3 });
        Assert.Equal([3, 4], history.Epochs);
        Assert.Equal([5, 5], history["loss"]);
        Assert.Empty(Fit(Column(1, 3), epochs: 3, options: new FitOptions { InitialEpoch = 3 }).Epochs);
    }

    [Fact]
    public void The_last_smaller_batch_counts_by_its_rows()
    {
        // Batches [1, 3] and [5]: the mean over rows is 35 / 3, the mean of the batches' means would be 15.
        Assert.Equal(35f / 3, Fit(Column(1, 3, 5), batchSize: 2)["loss"][0], 1e-5f);
    }

    [Theory]
    [InlineData(1, new[] { 1, 2, 3, 4 })]
    [InlineData(2, new[] { 2, 4 })]
    [InlineData(3, new[] { 3 })]
    public void Validation_runs_after_every_so_many_epochs(int frequency, int[] expected) =>
        Assert.Equal(expected, Validated(new FitOptions { ValidationFreq = frequency }));

    [Theory]
    [InlineData(new[] { 1, 4 })]
    [InlineData(new[] { 2 })]
    [InlineData(new int[0])]
    public void Validation_runs_after_the_epochs_of_a_list(int[] epochs) =>
        Assert.Equal(epochs, Validated(new FitOptions { ValidationFreq = [.. epochs, 9] }));

    [Fact]
    public void Class_weights_scale_the_loss_and_missing_classes_have_one()
    {
        // Σ weight · square / count: (0 · 1 + 1 · 3 + 4 · 1) / 3.
        Assert.Equal(7f / 3,
            Fit(Column(0, 1, 2),
                options: new FitOptions { ClassWeight = new Dictionary<int, double> { [1] = 3 } })["loss"][0], 1e-5f);
    }

    [Fact]
    public void The_class_of_a_one_hot_row_is_the_position_of_its_largest_element()
    {
        var model = Model(2);
        var y = Tensor.From([1f, 0, 0, 1, 0, 1], [3, 2]);
        model.Fit(Column(1, 1, 1), y,
            options: Silent(new FitOptions { ClassWeight = new Dictionary<int, double> { [1] = 5 } }));
        var loss = model.Fit(Column(1, 1, 1), y,
            options: Silent(
                new FitOptions { ClassWeight = new Dictionary<int, double> { [0] = 2, [1] = 5 } }))["loss"][0];
        // Each row's mean square is 1/2; the weights are 2, 5 and 5.
        Assert.Equal(0.5f * 12 / 3, loss, 1e-5f);
    }

    [Fact]
    public void A_class_is_a_rounded_target() =>
        Assert.Equal(0.6f * 0.6f * 4,
            Fit(Column(0.6f),
                options: new FitOptions { ClassWeight = new Dictionary<int, double> { [1] = 4 } })["loss"][0], 1e-5f);

    [Fact]
    public void Sample_weights_scale_the_loss() =>
        Assert.Equal((1 * 2 + 9 * 0.5f) / 2,
            Fit(Column(1, 3), options: new FitOptions { SampleWeight = Tensor.From([2, 0.5f]) })["loss"][0], 1e-5f);

    [Fact]
    public void Sample_weights_are_split_with_the_rows()
    {
        var history = Fit(Column(1, 3), validationSplit: 0.5f,
            options: new FitOptions { SampleWeight = Tensor.From([2, 0.5f]) });
        Assert.Equal([2], history["loss"]);
        Assert.Equal([4.5f], history["val_loss"]);
    }

    [Fact]
    public void Class_and_sample_weights_together_are_refused() =>
        Assert.Contains("received both",
            Assert.Throws<ArgumentException>(
                () => Fit(Column(0, 1),
                    options: new FitOptions
                    {
                        ClassWeight = new Dictionary<int, double> { [0] = 2 },
                        SampleWeight = Tensor.From([1f, 1])
                    })).Message);

    [Fact]
    public void Class_weights_are_for_one_output()
    {
        var input = Keras.Input([1]);
        var model = new Functional(
            [input], [new Dense(1) { Name = "a" }.Call(input), new Dense(1) { Name = "b" }.Call(input)]);
        model.Compile(new Sgd(0f), [new MeanSquaredError(), new MeanSquaredError()]);
        Assert.Contains("one output", Assert.Throws<ArgumentException>(() =>
            model.Fit(Column(1, 1), new Data(Column(0, 1), Column(0, 1)),
                options: Silent(new FitOptions { ClassWeight = new Dictionary<int, double> { [0] = 2 } }))).Message);
    }

    [Fact]
    public void Plain_metrics_ignore_weights_and_weighted_ones_do_not()
    {
        var model = new Sequential(new Dense(1, useBias: false));
        model.BuildFor([Shape.Unknown, 1]);
        model.SetWeights([new Tensor([1, 1])]);
        model.Compile(new Sgd(0f), new MeanSquaredError(), [new MeanLoss(new MeanSquaredError())],
            [new MeanLoss(new MeanAbsoluteError())]);
        var history = model.Fit(Column(1, 1), Column(1, 3),
            options: Silent(new FitOptions { SampleWeight = Tensor.From([3f, 1]) }));
        Assert.Equal([5], history["mean_squared_error"]);
        // (3 · 1 + 1 · 3) / (3 + 1)
        Assert.Equal([1.5f], history["mean_absolute_error"]);
        Assert.Equal([(3 * 1 + 9) / 2f], history["loss"]);
    }

    [Fact]
    public void The_reported_loss_includes_regularization()
    {
        var model = new Sequential(new Dense(1, useBias: false) { KernelRegularizer = new Regularizers.L2(0.5f) });
        model.BuildFor([Shape.Unknown, 1]);
        model.SetWeights([Tensor.From([2f], [1, 1])]);
        model.Compile(new Sgd(0f), new MeanSquaredError());
        // The prediction 2 misses 3 by 1, and the penalty is 0.5 · 2².
        Assert.Equal([3], model.Fit(Column(1), Column(3), verbose: 0)["loss"]);
    }

    [Fact]
    public void Rows_come_in_the_given_order_without_shuffling_and_in_each_order_once_with_it()
    {
        Assert.Equal([1, 9, 25], Batches(shuffle: false));
        Assert.Equal([1, 9, 25], Batches(shuffle: true).Order());

        static List<float> Batches(bool shuffle)
        {
            var seen = new List<float>();
            var watch = new LambdaCallback { TrainBatchEnd = (_, state) => seen.Add(state.Logs["loss"]) };
            Fit(Column(1, 3, 5), batchSize: 1, options: new FitOptions { Shuffle = shuffle, Callbacks = [watch] });
            // The logs have the running mean, from which each batch's own loss follows.
            return [.. seen.Select((mean, i) => MathF.Round(mean * (i + 1) - (i == 0 ? 0 : seen[i - 1] * i)))];
        }
    }

    [Fact]
    public void Evaluation_does_not_change_the_model()
    {
        var model = Model(1);
        var before = model.GetWeights()[0].Scalar;
        Assert.Equal(5, model.Evaluate(Column(1, 1), Column(1, 3))["loss"]);
        Assert.Equal(before, model.GetWeights()[0].Scalar);
        Assert.Equal(0, model.Optimizer!.Iterations);
    }

    private static int[] Validated(FitOptions options)
    {
        var validated = new List<int>();
        var watch = new LambdaCallback
        {
            EpochEnd = (epoch, state) =>
            { if (state.Logs.ContainsKey("val_loss")) validated.Add(epoch + 1); }
        };
        Fit(Column(1, 3), epochs: 4,
            options: options with { Callbacks = [watch], ValidationData = new Batch(Column(1), Column(2)) });
        return [.. validated];
    }

    private static History Fit(Tensor y, int epochs = 1, int batchSize = 32, float validationSplit = 0,
        FitOptions? options = null) =>
        Model(1).Fit(Tensor.From(Enumerable.Repeat(1f, y.Count).ToArray(), y.Shape), y,
            Silent(options ?? new FitOptions { Shuffle = false }) with { ValidationSplit = validationSplit }, batchSize,
            epochs);

    private static FitOptions Silent(FitOptions options) => options with { Verbose = Verbosity.Silent };

    private static Sequential Model(int units)
    {
        var model = new Sequential(
            new Dense(units, useBias: false) { KernelInitializer = Initializers.Initializer.Zeros });
        model.BuildFor([Shape.Unknown, 1]);
        model.Compile(new Sgd(0f), new MeanSquaredError());
        return model;
    }

    private static Tensor Column(params float[] values) => Tensor.From(values, [values.Length, 1]);

    private sealed class CancelsValidation(CancellationTokenSource cancellation) : Callback
    {
        public override void OnTestBegin(TrainingState state) => cancellation.Cancel();
    }
}
