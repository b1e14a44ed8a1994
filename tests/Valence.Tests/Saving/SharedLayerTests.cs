using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>A layer in two models of one file: Keras 3.15 writes the weights once, gives the second use a
/// shared_object_id, and fails to open what it wrote.</summary>
public sealed class SharedLayerTests
{
    [Fact]
    public void A_layer_in_two_models_is_not_written_since_no_Keras_opens_it()
    {
        var error = Assert.Throws<ConfigException>(() => KerasFile.ToBytes(Shared(out _)));
        Assert.Contains("'inner' and 'outer'", error.Message);
        Assert.Throws<ConfigException>(
            () => KerasFile.Save(Shared(out _), Path.Combine(Path.GetTempPath(), "never-written.h5")));
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), "never-written.h5")));
    }

    [Fact]
    public void Its_weights_alone_are_written_once_and_read_back()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.weights.h5");
        try
        {
            var from = Shared(out var layer);
            layer.Weights[0].Set(Tensor.From([.. Enumerable.Range(0, 16).Select(i => (float)i)], [4, 4]));
            from.SaveWeights(path);
            var to = Shared(out var read);
            to.LoadWeights(path);
            Assert.Equal(layer.Weights[0].Value.Floats.ToArray(), read.Weights[0].Value.Floats.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_keeps_the_weights_of_two_layers_once_is_refused_as_by_Keras()
    {
        var two = Shared(out _, isShared: false);
        var file = KerasFile.ToBytes(two);
        var weights = new Hdf5Writer();
        Copy(Hdf5File.Open(ZipReader.Open(file, "two").Read("model.weights.h5"), new("two")).Root, weights.Root,
            "layers/dense/");
        var error = Assert.Throws<FileFormatException>(
            () => KerasFile.Load(ModelFiles.With(file, "model.weights.h5", weights.ToBytes()), "model.keras"));
        Assert.Equal("H19", error.Rule);
    }

    private static void Copy(Hdf5Group from, Hdf5GroupWriter to, string without)
    {
        foreach (var dataset in from.Datasets.Values)
            if (!dataset.Path[1..].StartsWith(without, StringComparison.Ordinal))
                to.Add(dataset.Path[1..],
                    Tensor.From(dataset.ReadFloats([.. dataset.Shape.Select(length => (int)length)]),
                        [.. dataset.Shape.Select(length => (int)length)]));
        foreach (var group in from.Groups.Values) Copy(group, to, without);
    }

    private static Functional Shared(out Dense layer, bool isShared = true)
    {
        layer = new Dense(4) { Name = "both" };
        var inside = Keras.Input([4]);
        var inner = new Functional(inside, layer.Call(inside)) { Name = "inner" };
        var x = Keras.Input([4]);
        var last = isShared ? layer : new Dense(4) { Name = "other" };
        var outer = new Functional(x, last.Call(inner.Call(x))) { Name = "outer" };
        outer.BuildFor([-1, 4]);
        return outer;
    }
}
