using Valence.Constraints;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Training;
using static Valence.Tests.KerasNumbers.MatrixOfOnes;
using Sum = Valence.Layers.Add;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' trainer_test: four ones go through a matrix of ones to three outputs that should be 0.</summary>
public sealed class TrainerNumbersTests
{

    // A step multiplies each prediction p by 1 − 2 · 0.01 · 4 / 3, and the loss is p².
    private const double Shrinks = 1 - 0.08 / 3;

    [Fact]
    public void Fit_reports_the_mean_over_the_steps_of_each_epoch()
    {
        var history = Ones().Fit(Full(100, 4), new Tensor([100, 3]), epochs: 3, batchSize: 20, verbose: 0);
        Assert.Equal(["loss", "mean_squared_error"], history.Names);
        float[] rough = [14.5f, 11.5f, 8.5f];
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var exact = Enumerable.Range(5 * epoch, 5).Average(step => 16 * Math.Pow(Shrinks, 2 * step));
            Assert.Equal((float)exact, history["mean_squared_error"][epoch], 1e-4f);
            Assert.Equal(rough[epoch], history["mean_squared_error"][epoch], 0.6f);
        }
    }

    [Fact]
    public void Fit_with_a_validation_split_reports_both()
    {
        var history = Ones().Fit(Full(100, 4), new Tensor([100, 3]), epochs: 3, batchSize: 20, validationSplit: 0.2f,
            verbose: 0);
        Assert.Equal(["loss", "mean_squared_error", "val_loss", "val_mean_squared_error"], history.Names);
        Assert.Equal((float)(16 * Math.Pow(Shrinks, 2 * 4)), history["val_loss"][0], 1e-4f);
    }

    [Fact]
    public void Evaluate_and_predict_take_batches_that_do_not_divide_the_rows()
    {
        var figures = Ones().Evaluate(Full(100, 4), new Tensor([100, 3]), batchSize: 16);
        Assert.Equal((16f, 16f), (figures["loss"], figures["mean_squared_error"]));
        var outputs = Ones().Predict(Full(100, 4), batchSize: 16);
        Assert.Equal([100, 3], outputs.Shape);
        Assert.All(outputs.Floats.ToArray(), value => Assert.Equal(4, value));
    }

    [Fact]
    public void A_stream_is_evaluated_like_the_rows_in_it()
    {
        var rows = Enumerable.Range(1, 7).Select(i => new Batch(Full(i, 4), new Tensor([i, 3]))).ToList();
        Assert.Equal(16, Ones().Evaluate(rows)["loss"]);
        var unbuilt = new Sequential(Dense(3));
        unbuilt.Compile(new Sgd(), new MeanSquaredError());
        Assert.Equal(16, unbuilt.Evaluate(rows)["loss"]);
        Assert.Throws<ArgumentException>(() => unbuilt.Evaluate([]));
    }

    [Fact]
    public void The_size_of_batches_changes_no_loss()
    {
        var (x, y) = (Tensor.From(Enumerable.Range(0, 400).Select(i => i % 7 / 7f).ToArray(), [100, 4]), Full(100, 1));
        var model = Ones(units: 1);
        Assert.Equal(model.Evaluate(x, y, batchSize: 80)["loss"], model.Evaluate(x, y, batchSize: 100)["loss"], 1e-5f);
        model.Trainable = false;
        model.Compile(new Sgd(), new MeanSquaredError());
        Assert.Equal(model.Fit(x, y, batchSize: 80, verbose: 0)["loss"][0],
            model.Fit(x, y, batchSize: 100, verbose: 0)["loss"][0], 1e-5f);
    }

    [Fact]
    public void Layers_are_told_whether_they_train()
    {
        var model = new Sequential(new InputLayer([Shape.Unknown, 1]),
            new Lambda((x, call) => call.Training ? x : call.Scale(x, 0)));
        model.Compile(new Rmsprop(), new MeanSquaredError());
        Assert.Equal([1], model.Fit(Full(128, 1), new Tensor([128, 1]), verbose: 0)["loss"]);
        Assert.Equal(0, model.Evaluate(Full(128, 1), new Tensor([128, 1]))["loss"]);
        Assert.All(model.Predict(Full(128, 1)).Floats.ToArray(), value => Assert.Equal(0, value));
    }

    // Keras states the running means of these calls, from before it reset them: 16, 15.579 and so on.
    [Fact]
    public void Methods_of_one_batch_give_that_batch_alone()
    {
        var (model, x, y) = (Ones(), Full(100, 4), new Tensor([100, 3]));
        var weights = Tensor.From(Enumerable.Range(0, 100).Select(i => i / 50f).ToArray());
        var sum = 0.0;
        var calls = 0;
        Next(16, model.TrainOnBatch(x, y));
        Next(15.579f, model.TrainOnBatch(x, y));
        Next(15.173f, model.TestOnBatch(x, y));
        Next(14.97f, model.TestOnBatch(x, y));
        Assert.Equal(3.789511f, model.PredictOnBatch(x).Floats[0], 1e-5f);
        Next(14.819f, model.TrainOnBatch(x, y, weights));
        Next(14.595f, model.TestOnBatch(x, y, weights));
        Assert.Equal(3.689468f, model.PredictOnBatch(x).Floats[0], 1e-5f);
        Next(12.899f, model.TrainOnBatch(x, y, classWeight: new Dictionary<int, double> { [1] = 0.3f, [0] = 0.2f }));

        void Next(float runningMean, IReadOnlyDictionary<string, float> figures)
        {
            Assert.Equal(["loss", "mean_squared_error"], figures.Keys);
            sum += figures["loss"];
            Assert.Equal(runningMean, sum / ++calls, 1e-3);
        }
    }

    [Fact]
    public void Several_inputs_are_given_as_a_list()
    {
        SymbolicTensor a = Keras.Input([2]), b = Keras.Input([3]);
        var model = new Functional([a, b], [new Sum().Call(Dense(2).Call(a), Dense(2).Call(b))]);
        model.Compile(new Sgd(), new MeanSquaredError(), [new MeanSquaredError()]);
        var (x, y) = (new Data(Full(3, 2), Full(3, 3)), Full(3, 2));
        Assert.Equal(16, model.Fit(x, y, verbose: 0)["loss"][0], 1e-4f);
        // Keras states the mean of both steps, 15.22.
        Assert.Equal(15.22f, (16 + model.TrainOnBatch(x, y)["loss"]) / 2, 1e-4f);
        Assert.Equal(13.0321f, model.Evaluate(x, y)["loss"], 1e-4f);
        Assert.Equal(13.0321f, model.TestOnBatch(x, y)["loss"], 1e-4f);
        Assert.Equal([3, 2], model.PredictOnBatch(x).Shape);
    }

    [Fact]
    public void Losses_are_weighted_alone_by_name_and_in_order()
    {
        var (x, y) = (Full(40, 4), new Tensor([40, 3]));
        var single = Ones();
        single.Compile(new Sgd(), [new MeanSquaredError()], new() { LossWeights = [0.2f] });
        Close([3.182979f, 3.115617f, 3.049681f], single.Fit(x, y, 20, 3, verbose: 0)["loss"]);

        var (byName, inOrder) = (TwoOutputs(), TwoOutputs());
        byName.Compile(
            new Sgd(), new Dictionary<string, Loss>
            {
                ["y_one"] = new MeanSquaredError(),
                ["y_two"] = new MeanSquaredError()
            },
            new Dictionary<string, double> { ["y_two"] = 0.2, ["y_one"] = 0.1 });
        inOrder.Compile(new Sgd(), [new MeanSquaredError(), new MeanSquaredError()],
            new() { LossWeights = [0.1f, 0.2f], Metrics = [[new MeanSquaredError()], [new MeanSquaredError()]] });
        foreach (var model in (Model[])[byName, inOrder])
            Close([4.778718f, 4.694403f, 4.611693f], model.Fit(x, new Data(y, y), 20, 3, verbose: 0)["loss"]);

        static void Close(float[] expected, IReadOnlyList<float> actual) =>
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-3f);
    }

    [Fact]
    public void Compiling_again_changes_what_is_reported()
    {
        var model = Ones();
        var (x, y) = (Full(3, 4), Full(3, 3));
        Assert.Equal(["loss", "mean_squared_error"], model.Fit(x, y, verbose: 0).Names);
        Assert.Equal(["loss", "mean_squared_error"], model.Evaluate(x, y).Keys);
        model.Compile(new Sgd(), new MeanSquaredError(), [new MeanAbsoluteError()]);
        Assert.Equal(["loss", "mean_absolute_error"], model.Fit(x, y, verbose: 0).Names);
        Assert.Equal(["loss", "mean_absolute_error"], model.Evaluate(x, y).Keys);
    }

    [Fact]
    public void Validation_data_of_a_wrong_shape_are_refused_and_the_model_trains_on()
    {
        var model = Ones();
        History Fit(Tensor held) => model.Fit(Full(16, 4), new Tensor([16, 3]), verbose: 0,
            validationData: (held, new Tensor([16, 3])));
        Assert.Throws<ShapeException>(() => Fit(Full(16, 5)));
        Assert.Single(Fit(Full(16, 4))["val_loss"]);
    }

    [Fact]
    public void Constraints_hold_after_training()
    {
        var model = new Sequential(new Dense(2) { KernelConstraint = new NonNeg() });
        model.Compile(new Rmsprop(), new MeanSquaredError());
        model.Fit(Full(2, 3), Full(2, 2), verbose: 0);
        Assert.All(model.GetWeights()[0].Floats.ToArray(), value => Assert.True(value >= 0));
    }

    private static Functional TwoOutputs()
    {
        var x = Keras.Input([4]);
        SymbolicTensor Output(string name) => Dense(3, name).Call(x);
        return new([x], [Output("y_one"), Output("y_two")]);
    }
}
