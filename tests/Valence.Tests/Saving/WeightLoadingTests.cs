using System.Globalization;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Weights go into a model whole, by name or layer by layer, and only as asked; a refused file changes
/// nothing.</summary>
public sealed class WeightLoadingTests : IDisposable
{
    private static readonly Tensor Rows = Tensor.From(new float[,] { { 1, 2, 3, 4 }, { 0, -1, 1, 2 } });
    private static readonly Tensor Targets = Tensor.From(new float[,] { { 1, 0 }, { 0, 1 } });
    private readonly string _folder = Directory.CreateTempSubdirectory("valence-weights-").FullName;

    public static TheoryData<string> Forms => [".weights.h5", ".h5", ".keras"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Forms))]
    public void All_weights_are_read_from_every_form(string form)
    {
        var (from, to) = (Chain(1, 3), Chain(2, 3));
        var report = to.LoadWeights(Saved(from, form));
        Assert.Equal(["first", "second", "last"], report.Loaded);
        Assert.Equal(Values(from), Values(to));
    }

    [Fact]
    public void A_load_can_be_cancelled()
    {
        var path = Saved(Chain(1, 3), ".keras");
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => Model.Load(path, cancellationToken: cancelled));
        using var file = File.OpenRead(path);
        Assert.Throws<OperationCanceledException>(() => Model.Load(file, cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(() => KerasFile.Open(path, new() { CancellationToken = cancelled }));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_file_that_does_not_fit_changes_nothing(string form)
    {
        var (from, to) = (Chain(1, 3), Chain(2, 5));
        var before = Values(to);
        Assert.Throws<FileFormatException>(() => to.LoadWeights(Saved(from, form)));
        Assert.Equal(before, Values(to));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Layers_that_do_not_fit_are_skipped_only_when_asked(string form)
    {
        var (from, to) = (Chain(1, 3), Chain(2, 5));
        var report = to.LoadWeights(Saved(from, form), new() { SkipMismatch = true });
        Assert.Equal(["first"], report.Loaded);
        Assert.Equal(["second", "last"], report.Skipped.Select(text => text.Split(':')[0]));
        Assert.Equal(from.GetLayer("first").Weights[0].Value.Floats.ToArray(),
            to.GetLayer("first").Weights[0].Value.Floats.ToArray());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Layers_are_found_by_name_when_asked(string form)
    {
        var from = Chain(1, 3);
        var to = new Sequential(new InputLayer([-1, 4]), new Dense(2) { Name = "own" }, new Dense(4) { Name = "other" },
            new Dense(4) { Name = "first" });
        to.BuildFor([-1, 4]);
        var report = to.LoadWeights(Saved(from, form), new() { ByName = true });
        Assert.Equal(["first"], report.Loaded);
        Assert.Equal(["own", "other"], report.Skipped.Select(text => text.Split(':')[0]));
        Assert.Equal(from.GetLayer("first").Weights[0].Value.Floats.ToArray(),
            to.GetLayer("first").Weights[0].Value.Floats.ToArray());
    }

    [Fact]
    public void Older_files_of_another_number_of_layers_are_refused()
    {
        var to = new Sequential(new InputLayer([-1, 4]), new Dense(4));
        to.BuildFor([-1, 4]);
        Assert.Contains("1 layers with weights, found 3",
            Assert.Throws<FileFormatException>(() => to.LoadWeights(Saved(Chain(1, 3), ".h5"))).Message);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_reported()
    {
        var from = Chain(1, 3);
        from.Weights[2].Value.Change<float>()[1] = float.NaN;
        Assert.Equal("second/kernel: 1 of 12 elements are not finite",
            Assert.Single(Chain(2, 3).LoadWeights(Saved(from, ".weights.h5")).Ignored));
        Assert.Contains("second/kernel", Assert.Single(KerasFile.Open(Saved(from, ".keras")).Ignored));
    }

    [Fact]
    public void An_optimizer_state_that_does_not_fit_is_left_alone_and_reported()
    {
        var (from, to) = (Trained(new global::Valence.Optimizers.Adam()),
            Trained(new global::Valence.Optimizers.Sgd()));
        var report = to.LoadWeights(Saved(from, ".weights.h5"));
        Assert.Contains("optimizer's state", Assert.Single(report.Ignored));
        Assert.Equal(Values(from), Values(to));
        Assert.Equal(1, to.Optimizer!.Iterations);
    }

    [Fact]
    public void A_count_of_steps_that_cannot_be_gone_on_from_is_refused_by_name()
    {
        var model = Trained(new global::Valence.Optimizers.Sgd());
        var writer = new Hdf5Writer();
        foreach (var place in new WeightTree(model).Weights) writer.Root.Add(place.Path, place.Weight.Value);
        writer.Root.Add<long>("optimizer/vars/0", [], [-1]);
        writer.Root.Add("optimizer/vars/1", new Tensor([]));
        writer.Save(Path.Combine(_folder, "count.weights.h5"));
        Assert.Contains("expected a count of at least 0 for the optimizer's 'iteration', found a negative one",
            Assert.Single(model.LoadWeights(Path.Combine(_folder, "count.weights.h5")).Ignored));
        Assert.Equal((1, 0.01f), (model.Optimizer!.Iterations, model.Optimizer.LearningRate));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_count_of_steps_beyond_32_bits_is_kept(string form)
    {
        var (from, to) = (Trained(new global::Valence.Optimizers.Adam()),
            Trained(new global::Valence.Optimizers.Adam()));
        from.Optimizer!.Batches = (1L << 31) + 5;
        to.LoadWeights(Saved(from, form));
        Assert.Equal((1L << 31) + 5, to.Optimizer!.Iterations);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_optimizer_state_goes_on_where_it_was(string form)
    {
        var (from, to) = (Trained(new global::Valence.Optimizers.Adam()),
            Trained(new global::Valence.Optimizers.Adam()));
        from.TrainOnBatch(Rows, Targets);
        to.LoadWeights(Saved(from, form));
        Assert.Equal(2, to.Optimizer!.Iterations);
        from.TrainOnBatch(Rows, Targets);
        to.TrainOnBatch(Rows, Targets);
        Assert.Equal(Values(from), Values(to));
    }

    [Fact]
    public void Names_of_more_than_an_attribute_holds_are_split_and_read_again()
    {
        var layers = Enumerable.Range(0, 1500)
            .Select(
                i => (Layer)new Dropout(0.5f)
                {
                    Name = string.Create(
                    CultureInfo.InvariantCulture, $"a_rather_long_name_of_a_layer_{i:0000}_{new string('x', 40)}")
                });
        var model = new Sequential([new InputLayer([-1, 4]), new Dense(2), .. layers]);
        model.BuildFor([-1, 4]);
        var path = Saved(model, ".h5");
        var group = Hdf5File.Open(path).Root.Group("model_weights");
        Assert.False(group.Attributes.ContainsKey("layer_names"));
        Assert.Equal(1501, Enumerable.Range(0, 10).TakeWhile(i => group.Attributes.ContainsKey($"layer_names{i}"))
            .Sum(i => group.Attributes[$"layer_names{i}"].Shape[0]));
        Assert.Equal(Values(model), Values(Model.Load(path)));
    }

    [Fact]
    public void Early_names_of_groups_are_read()
    {
        var from = Chain(1, 3);
        var tree = new WeightTree(from);
        var writer = new Hdf5Writer();
        foreach (var place in tree.Weights)
            writer.Root.Add(place.Path.Replace("layers/", "_layer_checkpoint_dependencies/", StringComparison.Ordinal),
                place.Weight.Value);
        writer.Save(Path.Combine(_folder, "early.h5"));
        var to = Chain(2, 3);
        to.LoadWeights(Path.Combine(_folder, "early.h5"));
        Assert.Equal(Values(from), Values(to));
    }

    [Fact]
    public void Extra_groups_are_no_hindrance()
    {
        var from = Chain(1, 3);
        var writer = new Hdf5Writer();
        foreach (var place in new WeightTree(from).Weights) writer.Root.Add(place.Path, place.Weight.Value);
        writer.Root.Add("layers/dense/seed_generator/vars/0", [2], [1u, 2u]);
        writer.Root.Add("metrics/mean/vars/0", [], [1f]);
        writer.Save(Path.Combine(_folder, "extra.h5"));
        var to = Chain(2, 3);
        to.LoadWeights(Path.Combine(_folder, "extra.h5"));
        Assert.Equal(Values(from), Values(to));
    }

    [Fact]
    public void Integers_in_the_place_of_weights_are_refused()
    {
        var writer = new Hdf5Writer();
        foreach (var place in new WeightTree(Chain(1, 3)).Weights)
            writer.Root.Add(place.Path, new Tensor(place.Weight.Shape, ElementType.Int32));
        writer.Save(Path.Combine(_folder, "ints.h5"));
        Assert.Throws<FileFormatException>(() => Chain(2, 3).LoadWeights(Path.Combine(_folder, "ints.h5")));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        var path = Saved(Chain(1, 3), ".keras");
        var before = File.ReadAllBytes(path);
        var own = new Sequential(new InputLayer([-1, 4]), new Unknown());
        own.BuildFor([-1, 4]);
        Assert.Throws<ConfigException>(() => own.Save(path));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void The_name_of_a_weights_file_is_refused_for_a_whole_model() =>
        Assert.Contains("SaveWeights",
            Assert.Throws<ArgumentException>(() => Chain(1, 3)
                .Save(Path.Combine(_folder, "model.weights.h5"))).Message);

    [Fact]
    public void The_form_is_found_by_content_and_not_by_name()
    {
        var model = Chain(1, 3);
        var path = Path.Combine(_folder, "older.keras");
        File.Move(Saved(model, ".h5"), path);
        Assert.Equal(Values(model), Values(Model.Load(path)));
        File.WriteAllText(path, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        Assert.Contains("git lfs pull", Assert.Throws<FileFormatException>(() => Model.Load(path)).Message);
        File.WriteAllText(path, "{}");
        Assert.Throws<FileFormatException>(() => Model.Load(path));
    }

    [Fact]
    public void Weights_alone_are_no_model() =>
        Assert.Contains("weights alone",
            Assert.Throws<FileFormatException>(() => Model.Load(Saved(Chain(1, 3), ".weights.h5"))).Message);

    [Fact]
    public void A_training_configuration_that_cannot_be_used_is_ignored_unless_it_is_asked_for()
    {
        var file = KerasFile.ToBytes(ModelFiles.Text());
        var config = ModelFiles.Config(file);
        config["compile_config"]!["optimizer"]!["class_name"] = "Sorcery";
        var bytes = ModelFiles.With(file, config.ToJsonString());
        var opened = KerasFile.Open(bytes, "model.keras");
        Assert.Contains("Sorcery", Assert.Single(opened.Ignored));
        Assert.Null(opened.Model.Optimizer);
        Assert.Contains("Sorcery",
            Assert.Throws<ConfigException>(() =>
                KerasFile.Open(bytes, "model.keras", new() { Training = TrainingConfiguration.Required })).Message);
        Assert.Empty(KerasFile.Open(bytes, "model.keras", new() { Training = TrainingConfiguration.Ignored }).Ignored);
    }

    private static Sequential Chain(ulong seed, int width)
    {
        var model = new Sequential(new InputLayer([-1, 4]), new Dense(4) { Name = "first" },
            new Dense(width) { Name = "second" }, new Dense(2) { Name = "last" })
        { Seed = seed };
        model.BuildFor([-1, 4]);
        return model;
    }

    private static Sequential Trained(global::Valence.Optimizers.Optimizer optimizer)
    {
        var model = Chain(3, 3);
        model.Compile(optimizer, new global::Valence.Losses.MeanSquaredError());
        model.TrainOnBatch(Rows, Targets);
        return model;
    }

    private static float[][] Values(Model model) => [.. model.Weights.Select(weight => weight.Value.Floats.ToArray())];

    private string Saved(Model model, string form)
    {
        var path = Path.Combine(_folder, $"model{form}");
        if (form == ".weights.h5") model.SaveWeights(path);
        else model.Save(path);
        return path;
    }

    private sealed class Unknown : Layer
    {
        public override Forward Build(Shape input, WeightFactory weights) => (x, call) => x;
    }
}
