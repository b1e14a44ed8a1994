using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Golden;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' saving_lib_test and legacy_h5_format_test: weights alone, and what failures leave behind.</summary>
public sealed class SavedWeightTests : IDisposable
{
    private static readonly Tensor X = Tensor.From([0.1f, 0.9f, 0.4f, 0.2f, 0.7f, 0.3f], [2, 3]);
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".weights.h5")]
    [InlineData(".keras")]
    public void Weights_alone_are_read_from_both_forms(string form)
    {
        var (model, other) = (Chain(1, 4, 5), Chain(2, 4, 5));
        var expected = model.Predict(X).Floats.ToArray();
        Assert.NotEqual(expected, other.Predict(X).Floats.ToArray());
        other.LoadWeights(Saved(model, form));
        Assert.Equal(expected, other.Predict(X).Floats);
    }

    [Fact]
    public void Layers_that_differ_or_are_new_keep_their_weights_when_mismatches_are_skipped()
    {
        var original = Chain(1, 4, 5);
        var path = Saved(original, ".keras");
        var differing = Chain(2, 4, 6);
        var kept = differing.Layers[1].GetWeights()[0].Floats.ToArray();
        Assert.Contains("[4, 6]", Assert.Throws<FileFormatException>(() => differing.LoadWeights(path)).Message);
        differing.LoadWeights(path, new() { SkipMismatch = true });
        Assert.Equal(original.Layers[0].GetWeights()[0].Floats, differing.Layers[0].GetWeights()[0].Floats);
        Assert.Equal(kept, differing.Layers[1].GetWeights()[0].Floats);

        var longer = Chain(3, 4, 5, 5);
        kept = longer.Layers[2].GetWeights()[0].Floats.ToArray();
        Assert.Throws<FileFormatException>(() => longer.LoadWeights(path));
        longer.LoadWeights(path, new() { SkipMismatch = true });
        foreach (var layer in (int[])[0, 1])
            Assert.Equal(original.Layers[layer].GetWeights()[0].Floats, longer.Layers[layer].GetWeights()[0].Floats);
        Assert.Equal(kept, longer.Layers[2].GetWeights()[0].Floats);
    }

    [Fact]
    public void A_failure_to_write_leaves_no_file()
    {
        var model = new Sequential(new InputLayer([Shape.Unknown, 1]), new Lambda((x, _) => x));
        foreach (var form in (string[])[".keras", ".h5"]) Assert.Throws<ConfigException>(() => Saved(model, form));
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public void A_failure_to_read_leaves_the_file_alone()
    {
        var path = Path.Combine(_folder.Path, "my_model.keras");
        var tables = KerasTables.Default with
        {
            Layers =
            KerasTables.Default.Layers.With<Own>("Own", _ => new(), (_, _) => { })
        };
        KerasFile.Save(new Sequential(new InputLayer([Shape.Unknown, 1]), new Own()), path, tables);
        var bytes = File.ReadAllBytes(path);
        Assert.Contains("'Own'", Assert.Throws<ConfigException>(() => Model.Load(path)).Message);
        Assert.Equal([path], _folder.Files());
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(".keras")]
    [InlineData(".h5")]
    public void A_missing_folder_is_named_and_not_made(string form)
    {
        var folder = Path.Combine(_folder.Path, "dir1");
        Assert.Contains("dir1",
            Assert.Throws<DirectoryNotFoundException>(
                () => Chain(1, 4).Save(Path.Combine(folder, "model" + form))).Message);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_file_is_read_by_several_at_once()
    {
        var model = Chain(1, 4);
        var (path, expected) = (Saved(model, ".keras"), model.Predict(X).Floats.ToArray());
        var results = new float[4][];
        Parallel.For(0, results.Length, i => results[i] = Model.Load(path).Predict(X).Floats.ToArray());
        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public void What_is_no_model_is_refused()
    {
        Assert.Contains("there is no such file", Assert.Throws<FileFormatException>(() =>
            Model.Load(Path.Combine(_folder.Path, "non_existent.keras"))).Message);
        var other = Path.Combine(_folder.Path, "my_saved_model");
        File.WriteAllText(other, "something else");
        Assert.Contains("my_saved_model", Assert.Throws<FileFormatException>(() => Model.Load(other)).Message);
    }

    private static Sequential Chain(ulong seed, params int[] units)
    {
        var model = new Sequential([new InputLayer([2, 3]), .. units.Select(width => new Dense(width))])
        {
            Seed =
            seed
        };
        model.BuildFor([2, 3]);
        return model;
    }

    private string Saved(Model model, string form)
    {
        var path = Path.Combine(_folder.Path, "my_model" + form);
        if (form == ".weights.h5") model.SaveWeights(path);
        else model.Save(path);
        return path;
    }

    private sealed class Own : Layer
    {
        public override Forward Build(Shape input, WeightFactory weights) => (x, _) => x;
    }
}
