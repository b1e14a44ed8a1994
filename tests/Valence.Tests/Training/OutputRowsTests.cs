using Valence.Layers;
using Valence.Models;

namespace Valence.Tests.Training;

/// <summary>Outputs that operations give other rows than the batch has.</summary>
public sealed class OutputRowsTests
{
    [Fact]
    public void An_output_of_other_rows_is_returned_as_it_is_of_one_batch_and_refused_of_several()
    {
        var x = Keras.Input([2]);
        var model = new Functional(x, [x[1..2], x.Sum()]);
        var data = Tensor.From(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } });
        var outputs = model.PredictAll(data);
        Assert.Equal([3f, 4f], outputs[0].Floats.ToArray());
        Assert.Equal(21, outputs[1].Scalar);
        Assert.Contains("Predict all rows in one batch",
            Assert.Throws<ShapeException>(() => model.PredictAll(data, batchSize: 2)).Message);
    }
}
