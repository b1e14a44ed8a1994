using System.Globalization;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;

namespace Valence.Tests.Errors;

/// <summary>Ids that are none, given as floats to an embedding.</summary>
public sealed class IdErrorTests
{
    [Theory]
    [InlineData(1.5f)]
    [InlineData(-0.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void An_embedding_refuses_ids_with_a_fraction(float id)
    {
        var ids = Tensor.From([0, 1, 2, 0, 1, id], [2, 3]);
        foreach (var backend in (Backend[])[new ReferenceBackend(), new CpuBackend(2)])
            using (backend)
                foreach (var layer in (Layer[])[new Embedding(4, 2), new TokenAndPositionEmbedding(4, 3, 2)])
                {
                    var forward = layer.EnsureBuilt([ids.Shape]).Forward;
                    Says(Assert.ThrowsAny<ValenceException>(
                        () => forward(ids, new(new EagerExecutor(new StepMemory(backend))))), id);
                }
    }

    [Theory]
    [InlineData(1.5f)]
    [InlineData(float.NaN)]
    public void A_model_refuses_them_with_the_row_of_the_data(float id)
    {
        var model = new Sequential(new Embedding(4, 2), new GlobalAveragePooling1D(), new Dense(1));
        model.Compile(new Sgd(), new MeanSquaredError());
        var ids = Tensor.From([0, 1, 2, 0, 1, id], [2, 3]);
        Says(Assert.ThrowsAny<ValenceException>(() => model.Predict(ids)), id);
        Says(Assert.ThrowsAny<ValenceException>(() => model.Fit(ids, new float[2])), id);
        Says(Assert.ThrowsAny<ValenceException>(() => model.TrainOnBatch(ids, new float[2])), id);
    }

    [Fact]
    public void An_id_outside_the_table_is_told_with_the_row_of_the_data()
    {
        var model = new Sequential(new Embedding(4, 2), new GlobalAveragePooling1D(), new Dense(1));
        model.Compile(new Sgd(), new MeanSquaredError());
        var ids = Tensor.From([0, 1, 1, 0, 2, 2, 3, 9, 0, 1, 1, 2], [6, 2]);
        Says(() => model.Predict(ids, batchSize: 2), "of the data");
        Says(() => model.Fit(ids, new float[6], epochs: 1, batchSize: 2), "of the training data");
        Says(() => model.Evaluate(ids, new float[6], batchSize: 4), "of the data");

        static void Says(Action call, string whose) =>
            Assert.Contains($"received 9 in row 3, position 1 {whose}.",
                Assert.Throws<IdOutOfRangeException>(call).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_floats_are_ids()
    {
        var layer = new Embedding(4, 2);
        var forward = layer.EnsureBuilt([[2, 2]]).Forward;
        layer.Initialize(1);
        var call = new CallContext(new EagerExecutor(new StepMemory(new ReferenceBackend())));
        Assert.Equal(forward(Tensor.From([0, 1, 3, 2], [2, 2]), call).Tensor.Floats,
            forward(Tensor.From([-0f, 1, 3, 2], [2, 2]), call).Tensor.Floats);
        var error = Assert.Throws<IdOutOfRangeException>(() => forward(Tensor.From([0, 1, 4, 2f], [2, 2]), call));
        Assert.Equal((4, 1, 0), (error.Id, error.Row, error.Position));
    }

    private static void Says(Exception error,
        float id) => Assert.StartsWith(
        string.Create(CultureInfo.InvariantCulture,
            $"Expected whole numbers as ids, received {id} in row 1, position 2. "), error.Message);
}
