using Valence.Backends;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Training;

public sealed class TrainOnBatchTests
{
    private static readonly Data X = Tensor.From([1, 2, 3, 400, 0, 5, 2, 2, 7, 100, 0, 3], [4, 3]);
    private static readonly Data Y = Tensor.From([0f, 1, 1, 0], [4, 1]);

    [Fact]
    public void Weights_can_be_read_when_the_backend_that_trained_them_is_gone()
    {
        var (late, atOnce) = (Trained(new Adam(0.01f), out var gone),
            Trained(new Adam(0.01f) { Clipvalue = float.MaxValue }, out _));
        gone.Dispose();
        Assert.Equal(Weights(atOnce), Weights(late));
    }

    [Fact]
    public void A_model_goes_on_with_another_backend()
    {
        var (late, atOnce) = (Trained(new Adam(0.01f), out var gone),
            Trained(new Adam(0.01f) { Clipvalue = float.MaxValue }, out _));
        late.Predict(X);
        gone.Dispose();
        late.Backend = atOnce.Backend;
        Assert.Equal(atOnce.Predict(X).Floats.ToArray(), late.Predict(X).Floats.ToArray());
        foreach (var model in (Model[])[late, atOnce]) model.TrainOnBatch(X, Y);
        Assert.Equal(Weights(atOnce), Weights(late));
    }

    [Fact]
    public void Class_weights_are_those_of_their_batch_alone()
    {
        var (weighted, plain) = (Model(), Model());
        foreach (var model in (Model[])[weighted, plain]) model.Compile(new Sgd(0f), "binary_crossentropy");
        var before = plain.TrainOnBatch(X, Y)["loss"];
        Assert.NotEqual(before,
            weighted.TrainOnBatch(X, Y, classWeight: new Dictionary<int, double> { [0] = 5, [1] = 1 })["loss"]);
        Assert.Equal(before, weighted.TrainOnBatch(X, Y)["loss"]);
    }

    [Fact]
    public void What_is_frozen_between_two_batches_stays_as_it_is()
    {
        var model = Model();
        model.Compile("adam", "binary_crossentropy");
        model.TrainOnBatch(X, Y);
        model.Layers[0].Trainable = false;
        model.Fit(X, Y, epochs: 1, verbose: 0);
        var table = model.GetWeights()[0].Floats.ToArray();
        model.TrainOnBatch(X, Y);
        Assert.Equal(table, model.GetWeights()[0].Floats.ToArray());
        model.Layers[0].Trainable = true;
        model.TrainOnBatch(X, Y);
        Assert.NotEqual(table, model.GetWeights()[0].Floats.ToArray());
    }

    private static Sequential Trained(Optimizer optimizer, out CpuBackend backend)
    {
        backend = new CpuBackend(2);
        var model = Model();
        model.Backend = backend;
        model.Compile(optimizer, new BinaryCrossentropy());
        for (var i = 0; i < 5; i++)
        {
            model.TrainOnBatch(X, Y);
            model.TrainOnBatch(Tensor.From([9, 10, 11, 500, 501, 502], [2, 3]), Tensor.From([1f, 0], [2, 1]));
        }
        return model;
    }

    private static Sequential Model()
    {
        var model = new Sequential(new Embedding(2_000, 16), new GlobalAveragePooling1D(), new Dense(1, "sigmoid"));
        model.BuildFor([Shape.Unknown, 3]);
        return model;
    }

    private static float[][] Weights(Model model) => [.. model.GetWeights().Select(weight => weight.Floats.ToArray())];
}
