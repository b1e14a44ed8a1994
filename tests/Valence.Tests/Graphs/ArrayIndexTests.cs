using Valence.Layers;
using Valence.Models;
using Valence.Tests.Saving;

namespace Valence.Tests.Graphs;

/// <summary>Positions in an array within an index are taken as Keras can keep them in a file.</summary>
public sealed class ArrayIndexTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const string Script = """
        import keras, numpy as np
        x, t = np.arange(12, dtype="float32").reshape(1, 4, 3), [0, 2]
        expected = (x[:, t], x[..., t], x[:, t, :2], x[None, :, t], x[..., t, None], x[:, :, t])
        found = keras.models.load_model(sys.argv[1]).predict(x, verbose=0)
        print("SAME", all(a.shape == b.shape and np.array_equal(a, b) for a, b in zip(found, expected, strict=True)))
        """;

    [Fact]
    public void Positions_take_the_place_of_their_axis()
    {
        var model = Model();
        var x = Tensor.From([.. Enumerable.Range(0, 12).Select(i => (float)i)], [1, 4, 3]);
        var y = model.PredictAll(x);
        Assert.Equal([[1, 2, 3], [1, 4, 2], [1, 2, 2], [1, 1, 2, 3], [1, 4, 2, 1], [1, 4, 2]],
            y.Select(part => part.Shape));
        Assert.Equal([0, 1, 6, 7], y[2].Floats);
        Assert.Equal([0, 2, 3, 5, 6, 8, 9, 11], y[4].Floats);
    }

    [Fact]
    public void Keras_opens_such_a_model()
    {
        var path = Path.Combine(keras.Folder, "positions.keras");
        Model().Save(path);
        Assert.Contains("SAME True", keras.Run(Script, path));
    }

    [Fact]
    public void Several_open_axes_are_refused_by_the_operation_and_the_rule() => Assert.Contains(
        "numpy.Reshape: expected newshape with at most one axis of -1, which takes what is left, received [-1, -1]",
        Assert.Throws<ArgumentException>(() => Keras.Input([4]).Reshape([-1, -1])).Message);

    [Fact]
    public void Layers_have_their_automatic_names_before_the_model_is_built()
    {
        var model = new Sequential(new Dense(1), new Dense(2));
        Assert.Same(model.Layers[1], model.GetLayer("dense_1"));
        Assert.Contains("It has 'dense', 'dense_1'",
            Assert.Throws<ArgumentException>(() => model.GetLayer("dense_2")).Message);
        // Asking gives no names: a layer that is added later may have one of them.
        model.Add(new Dense(3) { Name = "dense" });
        model.BuildFor([1, 4]);
        Assert.Equal(["dense_1", "dense_2", "dense"], model.Layers.Select(layer => layer.Name));
    }

    private static Functional Model()
    {
        var x = Keras.Input([4, 3]);
        var t = Tensor.From([0, 2]);
        return new(x, [x[.., t], x[AxisKey.Ellipsis, t], x[.., t, ..2], x[AxisKey.NewAxis, .., t],
            x[AxisKey.Ellipsis, t, AxisKey.NewAxis], x[.., .., t]]);
    }
}
