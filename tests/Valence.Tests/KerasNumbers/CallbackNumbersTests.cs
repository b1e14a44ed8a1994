using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.KerasNumbers;

/// <summary>The epochs at which callbacks act on given losses, as Keras' own tests state them.</summary>
public sealed class CallbackNumbersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EarlyStopping_waits_as_long_as_its_patience(int patience)
    {
        var stopper = new EarlyStopping("loss", patience: patience);
        Run(stopper, "loss", [10, 9, 8, 9, 8.9f, 8.8f, 8.7f, 8.6f, 8.5f]);
        Assert.Equal(Math.Max(patience, 1) + 2, stopper.StoppedEpoch);
    }

    [Fact]
    public void EarlyStopping_restores_the_weights_of_the_best_epoch() =>
        Assert.Equal((5, 2),
            Run(new EarlyStopping(patience: 2, restoreBestWeights: true), "val_loss",
                [0.2f, 0.15f, 0.1f, 0.11f, 0.12f]));

    [Fact]
    public void EarlyStopping_restores_the_best_epoch_although_none_beats_the_baseline() =>
        Assert.Equal((5, 2),
            Run(new EarlyStopping(patience: 5, restoreBestWeights: true) { Baseline = 0.5f }, "val_loss",
                [0.9f, 0.8f, 0.7f, 0.71f, 0.72f, 0.73f]));

    [Fact]
    public void EarlyStopping_restores_the_best_epoch_when_another_callback_stops() =>
        Assert.Equal((4, 2),
            Run(new EarlyStopping(patience: 5, restoreBestWeights: true) { Baseline = 0.5f }, "val_loss",
                [0.9f, 0.8f, 0.7f, 0.71f, 0.72f, 0.73f], stopAfter: 3));

    [Fact]
    public void EarlyStopping_begins_anew_with_each_training()
    {
        var stopper = new EarlyStopping("loss", patience: 1);
        Assert.Equal(3, Run(stopper, "loss", [0.3f, 0.2f, 0.25f, 0.1f]).Epochs);
        Assert.Equal(4, Run(stopper, "loss", [9, 8, 7, 6]).Epochs);
    }

    [Fact]
    public void EarlyStopping_refuses_a_figure_whose_direction_nobody_knows() =>
        Assert.Throws<InvalidOperationException>(() => Run(new EarlyStopping("unknown"), "unknown", [1, 2]));

    // Keras' rule: with patience 1 the second epoch without improvement cuts the rate, then the cooldown passes
    // uncounted.
    [Fact]
    public void ReduceLROnPlateau_cuts_the_rate_and_then_cools_down()
    {
        var model = Model();
        var state = State(model, "val_loss");
        var callback = new ReduceLROnPlateau(factor: 0.5f, patience: 1, minLearningRate: 0.2f) { Cooldown = 2 };
        callback.OnTrainBegin(state);
        var rates = new List<float>();
        foreach (var (epoch, loss) in ((float[])[1, 0.9f, 0.95f, 0.95f, 0.95f, 0.95f, 0.95f, 0.95f, 0.95f]).Index())
        {
            state.Logs["val_loss"] = loss;
            callback.OnEpochEnd(epoch, state);
            rates.Add(state.Logs["learning_rate"]);
        }
        Assert.Equal([1, 1, 1, 0.5f, 0.5f, 0.25f, 0.25f, 0.2f, 0.2f], rates);
    }

    // The model's only weight is the number of the epoch, so that restored weights show which epoch they are from.
    private static (int Epochs, int Weight) Run(Callback callback, string figure, float[] losses, int? stopAfter = null)
    {
        var model = Model();
        var state = State(model, figure);
        callback.OnTrainBegin(state);
        var epoch = 0;
        for (; epoch < losses.Length && !state.StopTraining; epoch++)
        {
            model.SetWeights([Tensor.From([(float)epoch], [1, 1])]);
            state.Logs[figure] = losses[epoch];
            callback.OnEpochEnd(epoch, state);
            state.StopTraining |= epoch == stopAfter;
        }
        callback.OnTrainEnd(state);
        return (epoch, (int)model.GetWeights()[0].Scalar);
    }

    private static Sequential Model()
    {
        var model = new Sequential(new Dense(1, useBias: false));
        model.BuildFor([Shape.Unknown, 1]);
        model.Compile(new Sgd(1f), new MeanSquaredError());
        return model;
    }

    private static TrainingState State(Model model, string figure)
    {
        var directions = figure == "unknown" ? [] : new Dictionary<string, bool?> { [figure] = false };
        return new TrainingState(model, model.Optimizer!, directions,
            new ArrayBatches(default, default, null, 1, null));
    }
}
