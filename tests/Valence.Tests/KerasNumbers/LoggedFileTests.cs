using Valence.Callbacks;
using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Tests.Golden;
using Valence.Training;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' csv_logger_test and terminate_on_nan_test: what the file of a training holds, and where a training
/// without numbers ends.</summary>
public sealed class LoggedFileTests
{
    [Fact]
    public void A_file_is_begun_and_gone_on_with_under_one_heading()
    {
        using var folder = new RunFolder();
        var path = Path.Combine(folder.Path, "log.tsv");
        Train(Model(), 1, new CsvLogger(path, "\t"));
        var (again, model) = (new CsvLogger(path, "\t", append: true), Model());
        Train(model, 1, again);
        Train(model, 2, again);
        var lines = File.ReadAllLines(path);
        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.Equal(4, line.Count(c => c == '\t')));
        Assert.Equal("epoch\tloss\tmean_squared_error\tval_loss\tval_mean_squared_error",
            Assert.Single(lines, line => line.Contains("epoch", StringComparison.Ordinal)));
        Train(Model(), 1, new CsvLogger(path, "\t"));
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void Validation_that_comes_later_has_its_columns_from_the_start()
    {
        using var folder = new RunFolder();
        var path = Path.Combine(folder.Path, "log.tsv");
        var rate = new LearningRateScheduler((_, rate) => rate);
        var history = Train(Model(), 5, new CsvLogger(path, "\t"),
            new() { ValidationFreq = 3, Callbacks = [rate] });
        var rows = File.ReadAllLines(path).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(["epoch", "learning_rate", "loss", "mean_squared_error", "val_loss", "val_mean_squared_error"],
            rows[0]);
        var measured = float.Parse(rows[3][4], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(history["val_loss"], [measured]);
        foreach (var epoch in (int[])[1, 2, 4, 5]) Assert.Equal(["NA", "NA"], rows[epoch][4..]);
    }

    [Fact]
    public void A_training_without_validation_has_no_columns_for_it()
    {
        using var folder = new RunFolder();
        var path = Path.Combine(folder.Path, "log.csv");
        Model()
            .Fit(Column(10), Column(10),
                verbose: 0, callbacks: [new CsvLogger(path)]);
        Assert.Equal("epoch,loss,mean_squared_error", File.ReadAllLines(path)[0]);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_training_and_is_logged()
    {
        using var folder = new RunFolder();
        var path = Path.Combine(folder.Path, "log.csv");
        var large = new Constant(1e5f);
        var model = new Sequential(
            [.. Enumerable.Range(0, 5).Select(_ => (Layer)new Dense(2, Activations.Relu) { KernelInitializer = large }),
                new Dense(2)]);
        model.Compile(new Sgd(), new MeanSquaredError());
        var history = Train(model, 20, new CsvLogger(path), new() { Callbacks = [new TerminateOnNaN()] },
            width: 2);
        Assert.False(float.IsFinite(Assert.Single(history["loss"])));
        var lines = File.ReadAllLines(path);
        Assert.Equal(2, lines.Length);
        Assert.Contains("nan", lines[1]);
    }

    [Fact]
    public void An_infinite_loss_stops_quietly_or_by_an_error_that_names_the_step()
    {
        // Keras' test has an infinite target, which is refused here; the square of this one overflows.
        var infinite = Tensor.From([1, 3e38f], [2, 1]);
        var ended = 0;
        var watch = new LambdaCallback { TrainEnd = _ => ended++ };
        Fit(infinite, new TerminateOnNaN(), epochs: 2);
        Assert.Equal(1, ended);
        var error = Assert.Throws<NonFiniteLossException>(
            () => Fit(infinite, new TerminateOnNaN(raiseError: true), epochs: 1));
        Assert.Equal(1, error.Step);
        // After an error no callback is told of the end.
        Assert.Equal(1, ended);

        foreach (var raise in (bool[])[false, true])
            Assert.Equal(2, Fit(Tensor.From([1f, 2], [2, 1]), new TerminateOnNaN(raise), epochs: 2).Epochs.Count);

        History Fit(Tensor y, Callback callback, int epochs)
        {
            var model = new Sequential(new Dense(1));
            model.Compile(new Sgd(), new MeanSquaredError());
            var history = model.Fit(Tensor.From([1f, 2], [2, 1]), y, epochs: epochs, batchSize: 1, verbose: 0,
                shuffle: false, callbacks: [watch, callback]);
            Assert.True(y.Floats[1] < 1e38f || history.Epochs.Count == 1);
            return history;
        }
    }

    private static Sequential Model()
    {
        var model = new Sequential(new Dense(2, Activations.Relu), new Dense(1));
        model.Compile(new Sgd(), new MeanSquaredError(), [new MeanSquaredError()]);
        return model;
    }

    private static History Train(Model model, int epochs, CsvLogger logger, FitOptions? options = null,
        int width = 1) =>
        model.Fit(Column(10, 3), Column(10, width), (options ?? new()) with
        {
            Verbose = Verbosity.Silent,
            Callbacks = [.. options?.Callbacks ?? [], logger],
            ValidationData = new Batch(Column(10, 3), Column(10, width)),
        }, batchSize: 4, epochs);

    private static Tensor Column(int rows, int width = 1) =>
        Tensor.From(Enumerable.Range(0, rows * width).Select(i => i % 7 / 7f).ToArray(), [rows, width]);
}
