using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Saving;
using Valence.Training;

namespace Valence.Tests.Layers;

/// <summary>Freezing reaches what is inside, and what is frozen neither learns nor moves.</summary>
public sealed class FreezingTests
{
    private static readonly Tensor X = Tensor.From([1f, 2, 3, 4, 5, 9], [3, 2]);
    private static readonly Tensor Y = Tensor.From([1f, 0, 1], [3, 1]);

    [Fact]
    public void Freezing_a_model_freezes_all_that_is_inside()
    {
        var inner = new Sequential(new Dense(2), new BatchNormalization());
        var outer = new Sequential(inner, new Bidirectional(new Lstm(2)));
        outer.Trainable = false;
        Assert.All(Everything(outer), layer => Assert.False(layer.Trainable));
        outer.Trainable = true;
        Assert.All(Everything(outer), layer => Assert.True(layer.Trainable));
        inner.Trainable = false;
        Assert.True(outer.Trainable);
        Assert.False(inner.Layers[1].Trainable);
    }

    [Fact]
    public void Weights_follow_their_layer()
    {
        var dense = new Dense(1);
        dense.EnsureBuilt([[-1, 2]]);
        dense.Weights[0].Trainable = false;
        dense.Trainable = true;
        Assert.True(dense.Weights[0].Trainable);
        dense.Trainable = false;
        Assert.All(dense.Weights, weight => Assert.False(weight.Trainable));
    }

    [Fact]
    public void A_frozen_BatchNormalization_inside_a_frozen_model_works_as_in_inference()
    {
        var statistics = new BatchNormalization(epsilon: 0)
        {
            MovingMeanInitializer = new Initializers.Constant(1),
            MovingVarianceInitializer = new Initializers.Constant(4)
        };
        var inner = new Sequential(statistics);
        var model = new Sequential(inner, new Dense(1, useBias: false));
        model.BuildFor([Shape.Unknown, 2]);
        model.Layers[1].SetWeights([Tensor.From([1f, 1], [2, 1])]);
        inner.Trainable = false;
        model.Compile(new Sgd(0f), new MeanSquaredError());
        // (x − 1) / 2 in both columns, summed: 0.5, 2.5 and 6. Their squared distances from the targets are 0.25, 6.25
        // and 25.
        Assert.Equal((0.25f + 6.25f + 25) / 3, model.TrainOnBatch(X, Y)["loss"], 1e-4f);
        Assert.Equal([1, 1], statistics.Weights[2].Value.Elements());
        Assert.Equal([4, 4], statistics.Weights[3].Value.Elements());

        inner.Trainable = true;
        model.Compile(new Sgd(0f), new MeanSquaredError());
        model.TrainOnBatch(X, Y);
        // A hundredth of the batch's means 3 and 5 more.
        Calls.Close(Tensor.From([1.02f, 1.04f]), statistics.Weights[2].Value);
    }

    [Fact]
    public void Training_leaves_frozen_weights_as_they_are()
    {
        var frozen = new Dense(2, Activations.Tanh);
        var model = new Sequential(new Sequential(frozen), new Dense(1));
        model.BuildFor([Shape.Unknown, 2]);
        model.Layers[0].Trainable = false;
        model.Compile(new Adam(0.1f), new MeanSquaredError());
        var (before, others) = (frozen.Weights[0].Value.Elements(), model.Layers[1].Weights[0].Value.Elements());
        model.Fit(X, Y, epochs: 2, verbose: 0);
        Assert.Equal(before, frozen.Weights[0].Value.Elements());
        Assert.NotEqual(others, model.Layers[1].Weights[0].Value.Elements());
        Assert.Contains("Non-trainable params: 6", model.Summary());
    }

    [Fact]
    public void A_file_keeps_what_is_frozen_and_what_is_not()
    {
        var model = new Sequential(new Sequential(new Dense(2), new Dense(3)) { Name = "inner" }, new Dense(1));
        model.BuildFor([Shape.Unknown, 2]);
        ((Sequential)model.Layers[0]).Layers[1].Trainable = false;
        var read = KerasFile.Load(KerasFile.ToBytes(model), "model.keras");
        Assert.Equal(Everything(model).Select(layer => layer.Trainable),
            Everything(read).Select(layer => layer.Trainable));
    }

    private static IEnumerable<Layer> Everything(Layer layer) => layer.Children.SelectMany(Everything).Prepend(layer);
}
