using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Errors;

/// <summary>What a callback may do with the model that is being trained.</summary>
public sealed class CallbackErrorTests
{
    private static readonly Tensor X = Tensor.From([1f, 2, 3, 4], [4, 1]);
    private static readonly Tensor Y = Tensor.From([2f, 4, 6, 8], [4, 1]);

    [Fact]
    public void Training_within_training_is_refused()
    {
        foreach (var act in (Action<Sequential>[])[model => model.Fit(X, Y), model => model.TrainOnBatch(X, Y),
            model => model.Fit([new Batch(X, Y)])])
            foreach (var make in (Func<Action, LambdaCallback>[])
                [
                    run => new() { TrainBegin = _ => run() }, run => new() { EpochBegin = (_, _) => run() }, run =>
                        new() { TrainBatchEnd = (_, _) => run() }, run => new() { EpochEnd = (_, _) => run() },
                    run => new() { TrainEnd = _ => run() },
                ])
            {
                var model = Model();
                var error = Assert.Throws<InvalidOperationException>(() => Fit(model, make(() => act(model))));
                Assert.Contains("is being trained already. Train it again when Fit has returned", error.Message);
                // The refusal ends the training that asked for it, and another one can begin.
                Assert.Single(Fit(model).Epochs);
            }
    }

    [Fact]
    public void Saving_predicting_and_evaluating_at_the_end_of_an_epoch_change_nothing()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var (plain, watched) = (Model(), Model());
            var seen = new List<float>();
            var history = Fit(watched, new LambdaCallback
            {
                EpochEnd = (epoch, state) =>
                {
                    var path = Path.Combine(directory.FullName, $"{epoch}.keras");
                    watched.Save(path);
                    Assert.Equal(watched.Predict(X).Floats, Valence.Models.Model.Load(path).Predict(X).Floats);
                    seen.Add(watched.Evaluate(X, Y)["loss"]);
                },
            }, epochs: 3);
            var expected = Fit(plain, epochs: 3);
            Assert.Equal(expected["loss"], history["loss"]);
            Assert.Equal(plain.GetWeights()[0].Floats, watched.GetWeights()[0].Floats);
            Assert.Equal(3, seen.Count);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Saving_after_a_step_writes_the_weights_of_that_step()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var model = Model();
            Fit(model, new LambdaCallback
            {
                TrainBatchEnd = (batch, _) =>
                {
                    var path = Path.Combine(directory.FullName, $"{batch}.keras");
                    model.Save(path);
                    Assert.Equal(model.GetWeights()[0].Scalar, Valence.Models.Model.Load(path).GetWeights()[0].Scalar);
                },
            });
            Assert.Equal(2, directory.GetFiles().Length);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static History Fit(Sequential model, Callback? callback = null, int epochs = 1) =>
        model.Fit(X, Y, epochs: epochs, batchSize: 2, verbose: 0,
            callbacks: callback is null ? [] : [callback]);

    private static Sequential Model()
    {
        var model = new Sequential(new Dense(1, useBias: false));
        model.BuildFor([Shape.Unknown, 1]);
        model.Compile(new Adam(0.1f), new MeanSquaredError());
        return model;
    }
}
