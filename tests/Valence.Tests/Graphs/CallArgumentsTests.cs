using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Graphs;

/// <summary>What a use of a layer is given beside its inputs: a mask, and whether it works as in training.</summary>
public sealed class CallArgumentsTests
{
    private static readonly Tensor X = Tensor.From([1f, 2, 3, 4, 5, 6], [1, 3, 2]);

    [Fact]
    public void A_mask_by_name_takes_the_place_of_the_input_s_own()
    {
        var (x, keep) = (Keras.Input([3, 2]), Keras.Input([3]));
        var masked = new Masking().Call(x);
        var mean = new GlobalAveragePooling1D().Call(masked, mask: keep.NotEqual(0));
        var states = new SimpleRnn(2) { Activation = null, UseBias = false }.CallAll([masked], null, keep.NotEqual(0));
        var model = new Functional([x, keep], [mean, states[0]]);
        var outputs = model.PredictAll(new(X, Tensor.From([1f, 0, 1], [1, 3])));
        Assert.Equal([3f, 4], outputs[0].Floats);
        var alone = model.PredictAll(
            new(Tensor.From([1f, 2, 5, 6, 0, 0], [1, 3, 2]), Tensor.From([1f, 1, 0], [1, 3])));
        Assert.Equal(alone[1].Floats, outputs[1].Floats);
    }

    [Fact]
    public void Without_training_a_part_drops_nothing_and_keeps_its_statistics_while_the_model_trains()
    {
        var body = new Sequential(new InputLayer([-1, 4]), new BatchNormalization { Name = "norm" }, new Dropout(0.9));
        var x = Keras.Input([4]);
        var model = new Functional(x, new Dense(1).Call(body.Call(x, training: false)));
        model.Compile(new Sgd(0), new MeanSquaredError());
        var (data, targets) = (Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], [2, 4]), Tensor.From([1f, 2], [2, 1]));
        var before = model.Evaluate(data, targets)["loss"];
        Assert.Equal(before, model.TrainOnBatch(data, targets)["loss"]);
        Assert.Equal([0f, 0, 0, 0], body.GetLayer("norm").GetWeights()[2].Floats);
    }

    [Fact]
    public void With_training_a_layer_drops_in_prediction_too()
    {
        var x = Keras.Input([400]);
        var dropped = new Functional(x, new Dropout(0.5).Call(x, training: true));
        var ones = Tensor.From(Enumerable.Repeat(1f, 400).ToArray(), [1, 400]);
        Assert.InRange(dropped.Predict(ones).Floats.Count(0), 120, 280);
    }

    [Theory]
    [InlineData("keras")]
    [InlineData("h5")]
    public void Training_survives_the_file(string form)
    {
        var x = Keras.Input([400]);
        var model = new Functional(x, new Dropout(0.5).Call(x, training: true));
        var folder = Directory.CreateTempSubdirectory("valence-").FullName;
        try
        {
            var path = Path.Combine(folder, $"m.{form}");
            model.Save(path);
            var ones = Tensor.From(Enumerable.Repeat(1f, 400).ToArray(), [1, 400]);
            Assert.InRange(Model.Load(path).Predict(ones).Floats.Count(0), 120, 280);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_a_layer_does_not_take_is_refused()
    {
        var (x, other) = (Keras.Input([3, 2]), Keras.Input([3, 2]));
        foreach (var layer in (Layer[])[new Dense(2), new LayerNormalization(), new Dropout(0.1), new Conv1D(2, 1)])
        {
            Assert.Contains("2 arguments by position",
                Assert.Throws<ArgumentException>(() => layer.Call(x, other)).Message);
            Assert.Contains("'mask'", Assert.Throws<ArgumentException>(() => layer.Call(x, mask: other)).Message);
        }
        var error = Assert.Throws<ArgumentException>(() => new Gru(3).Call(x, Keras.Input([3]).NotEqual(0)));
        Assert.Contains("give a mask by its name, 'mask'", error.Message);
    }

    [Fact]
    public void Rows_of_named_tensors_keep_the_names()
    {
        var data = new Data(new Dictionary<string, Tensor>
        {
            ["right"] = Tensor.From([1f, 2], [2, 1]),
            ["left"] = Tensor.From([3f, 4], [2, 1]),
        });
        Assert.Equal(["right", "left"], data.Slice(0, 1).Names);
        Assert.Equal(["right", "left"], data.Take([1]).Names);
    }
}
