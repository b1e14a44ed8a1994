using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Tests.Layers;
using Valence.Training;

namespace Valence.Tests.Errors;

/// <summary>Shapes that do not fit come with what to do about the likely mistake.</summary>
public sealed class ShapeAdviceTests
{
    private const int Rows = 4, Time = 6;

    private static readonly Tensor Ids = new([Rows, Time], ElementType.Int32);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_dense_layer_right_on_an_embedding_lacks_a_pooling(int units)
    {
        foreach (var loss in (Loss[])[new BinaryCrossentropy(), new MeanSquaredError(),
            new SparseCategoricalCrossentropy()])
            foreach (var y in (Tensor[])[new([Rows]), new([Rows, 1]), new([Rows, units])])
            {
                // Class numbers in a column fit one output a step, whose axis Keras then drops.
                if (loss is SparseCategoricalCrossentropy && y.Shape.Rank == 2) continue;
                var message = Mismatch(loss, y, new Embedding(9, 4), new Dense(units));
                Assert.Contains($"received {y.Shape}", message);
                Assert.Contains("The model answers once for each step: put Flatten, GlobalAveragePooling1D or",
                    message);
            }
    }

    [Fact]
    public void Class_numbers_under_two_softmax_outputs_call_for_the_sparse_loss()
    {
        foreach (var loss in (Loss[])[new BinaryCrossentropy(), new CategoricalCrossentropy()])
            foreach (var y in (Tensor[])[new([Rows]), new([Rows, 1])])
                Assert.Contains("Class numbers go with SparseCategoricalCrossentropy; for yes or no take Dense(1) "
                    + "and BinaryCrossentropy", Mismatch(loss, y, new Embedding(9, 4), new Flatten(), new Dense(2)));
    }

    [Fact]
    public void One_hot_targets_call_for_the_loss_of_one_hot_targets()
    {
        foreach (var width in (int[])[3, 4])
            Assert.Contains("One-hot targets go with CategoricalCrossentropy",
                Mismatch(new SparseCategoricalCrossentropy(), new([Rows, width]), new Embedding(9, 4), new Flatten(),
                    new Dense(3)));
    }

    [Fact]
    public void Targets_of_another_width_call_for_as_many_units() =>
        Assert.Contains("Give the last layer 3 units, or targets of width 1",
            Mismatch(new BinaryCrossentropy(), new([Rows, 3]), new Embedding(9, 4), new Flatten(), new Dense(1)));

    [Fact]
    public void A_metric_says_the_same_as_a_loss()
    {
        Assert.Contains("One-hot targets",
            Assert.Throws<ShapeException>(() => new SparseCategoricalAccuracy().NewState()
                .Update(new([Rows, 3]), new([Rows, 3]))).Message);
        Assert.Contains("once for each step",
            Assert.Throws<ShapeException>(() => new BinaryAccuracy().NewState()
                .Update(new([Rows]), new([Rows, Time, 1]))).Message);
    }

    [Fact]
    public void Layers_over_time_say_what_may_be_missing_before_them()
    {
        foreach (var layer in (Layer[])[new Conv1D(2, 2), new MaxPooling1D(), new GlobalAveragePooling1D(), new Lstm(2),
            new Gru(2), new SimpleRnn(2), new Bidirectional(new Lstm(2))])
        {
            Assert.EndsWith(
                "expected [batch, time, features], received [2, 5]. Ids need an Embedding before this layer; a "
                    + "recurrent layer before it needs returnSequences, and no Flatten or global pooling may come "
                        + "between",
                Error(layer, [2, 5]));
            Assert.Contains("put TimeDistributed around the layer", Error(layer, [2, 3, 4, 5]));
        }
    }

    [Fact]
    public void A_recurrent_layer_on_the_last_state_of_another_says_returnSequences()
    {
        var model = new Sequential(new Embedding(9, 4), new Lstm(3), new Lstm(3));
        Assert.Contains("a recurrent layer before it needs returnSequences",
            Assert.Throws<ShapeException>(() => model.Predict(Ids)).Message);
    }

    [Fact]
    public void Rows_of_another_length_than_the_model_was_built_for_say_both_lengths()
    {
        var model = new Sequential(new InputLayer([Shape.Unknown, Time], ElementType.Int32), new Embedding(9, 4),
            new Flatten(), new Dense(1));
        Assert.Contains("Bring every row to length 6",
            Assert.Throws<ShapeException>(() => model.Predict(new Tensor([2, 9], ElementType.Int32))).Message);
    }

    private static string Mismatch(Loss loss, Tensor y, params Layer[] layers)
    {
        var model = new Sequential(layers);
        model.Compile(new Sgd(), loss);
        return Assert.Throws<ShapeException>(() =>
            model.Fit(Ids, y, verbose: 0)).Message;
    }

    private static string Error(Layer layer, Shape shape) => Assert.Throws<ShapeException>(
        () => layer.EnsureBuilt([shape]).Forward(new Tensor(shape), Calls.Eager())).Message;
}
