using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>Each training, validation and evaluation has running figures of its own.</summary>
public sealed class EvaluationsAtOnceTests
{
    private const int Rows = 48, Words = 2_000, Length = 4;

    private static readonly Tensor X = Ids();
    private static readonly float[] Y =
        [.. Enumerable.Range(0, Rows).Select(row => X.Ints[Length * row] > X.Ints[Length * row + 1] ? 1f : 0)];

    [Fact]
    public void Evaluations_at_once_give_the_figures_of_one()
    {
        var model = Model();
        var alone = model.Evaluate(X, Y, batchSize: 5);
        var all = new IReadOnlyDictionary<string, float>[80];
        Parallel.For(0, all.Length, i => all[i] = model.Evaluate(X, Y, batchSize: 5));
        Assert.All(all, figures => Assert.Equal(alone, figures));
    }

    [Fact]
    public void Evaluating_in_a_callback_changes_no_figure_of_the_training() => Undisturbed(
        fit => fit([new LambdaCallback { TrainBatchEnd = (_, state) => state.Model.Evaluate(X, Y) }]));

    [Fact]
    public void Evaluating_on_another_thread_changes_no_figure_of_the_training() => Undisturbed(fit =>
    {
        var (done, evaluated) = (false, new SemaphoreSlim(0));
        Thread? other = null;
        // The training goes on when an evaluation has begun and ended, so that each of its epochs meets some.
        var begin = new LambdaCallback
        {
            TrainBegin = state =>
            {
                other = new(() =>
                {
                    while (!Volatile.Read(ref done))
                    {
                        state.Model.Evaluate(X, Y, batchSize: 5);
                        evaluated.Release();
                    }
                });
                other.Start();
            },
            TrainBatchEnd = (_, _) => evaluated.Wait(),
        };
        try
        {
            return fit([begin]);
        }
        finally
        {
            Volatile.Write(ref done, true);
            other?.Join();
        }
    });

    [Fact]
    public void A_metric_in_two_models_counts_each_ones_batches()
    {
        Metric[] metrics = [Metric.Accuracy, new Precision()];
        var (a, b, alone) = (Model(metrics), Model(metrics), Model());
        for (var step = 0; step < 3; step++)
        {
            b.TrainOnBatch(X, Y);
            Assert.Equal(alone.TrainOnBatch(X, Y), a.TrainOnBatch(X, Y));
        }
    }

    [Fact]
    public void Lists_that_change_after_compiling_change_nothing()
    {
        var (model, metrics) = (Model(), new List<Metric> { Metric.Accuracy });
        model.Compile(new Sgd(), [new BinaryCrossentropy()], new CompileOptions { Metrics = [metrics] });
        metrics.Add(new Recall());
        Assert.Equal(["accuracy", "loss"], model.Evaluate(X, Y).Keys);
    }

    // History, stopping and weights of a training are the same whatever happens beside it.
    private static void Undisturbed(Func<Func<Callback[], string>, string> disturbed)
    {
        Assert.Equal(Fit([]), disturbed(Fit));

        static string Fit(Callback[] beside)
        {
            var model = Model();
            var stopping = new EarlyStopping("val_accuracy", patience: 2, restoreBestWeights: true);
            var history = model.Fit(X, Y, epochs: 8, batchSize: 8, validationSplit: 0.25,
                callbacks: [.. beside, stopping], verbose: 0);
            return string.Join("\n", [
                .. history.Epochs.Select(epoch => $"epoch {epoch}"),
                .. history.Names.Order(StringComparer.Ordinal).Select(name =>
                    $"{name} {string.Join(" ", history[name].Select(BitConverter.SingleToUInt32Bits))}"),
                $"stopped {stopping.StoppedEpoch}",
                .. model.GetWeights().Select(weight =>
                    string.Join(" ", weight.Floats.ToArray().Select(BitConverter.SingleToUInt32Bits)))]);
        }
    }

    private static Tensor Ids()
    {
        var random = new Random(1);
        return Tensor.From([.. Enumerable.Range(0, Rows * Length).Select(_ => random.Next(Words))], [Rows, Length]);
    }

    private static Sequential Model(params Metric[] metrics)
    {
        // Rows of the table step late: an evaluation in between has those that it reads step.
        var model = new Sequential(new InputLayer([-1, Length], ElementType.Int32), new Embedding(Words, 8),
            new Flatten(), new Dense(6, "relu"), new Dropout(0.2), new Dense(1, "sigmoid"))
        { Seed = 3 };
        model.Compile(new Adam(0.02), new BinaryCrossentropy(),
            metrics.Length > 0 ? metrics : [Metric.Accuracy, new Precision()]);
        return model;
    }
}
