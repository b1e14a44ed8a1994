using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Tests.Golden;
using Valence.Training;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' model_checkpoint_test: after which epochs and steps which files exist.</summary>
public sealed class CheckpointNumbersTests : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("val_loss", Mode.Auto, false)]
    [InlineData("val_loss", Mode.Min, false)]
    [InlineData("val_acc", Mode.Max, false)]
    [InlineData("val_acc", Mode.Max, true)]
    [InlineData("val_acc", Mode.Auto, true)]
    [InlineData("val_loss", Mode.Auto, true)]
    public void One_epoch_writes_the_file_and_its_folder(string monitor, Mode mode, bool bestOnly)
    {
        var path = Path.Combine(_folder.Path, "subdir", "checkpoint.keras");
        Train(1, 5, new ModelCheckpoint(path, monitor, saveBestOnly: bestOnly, mode: mode));
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData("val_loss", Mode.Min, 0f, false)]
    [InlineData("val_loss", Mode.Auto, 0f, false)]
    [InlineData("val_acc", Mode.Max, -0.01f, true)]
    [InlineData("val_acc", Mode.Max, 1f, false)]
    public void The_first_file_beats_the_given_value(string monitor, Mode mode, float threshold, bool written)
    {
        var path = Path.Combine(_folder.Path, "checkpoint.keras");
        Train(1, 5, new ModelCheckpoint(path, monitor, saveBestOnly: true,
            mode: mode)
        { InitialValueThreshold = threshold });
        Assert.Equal(written, File.Exists(path));
    }

    [Fact]
    public void A_figure_that_training_does_not_have_is_refused_and_nothing_written()
    {
        var path = Path.Combine(_folder.Path, "checkpoint.keras");
        var error = Assert.Throws<InvalidOperationException>(
            () => Train(1, 5, new ModelCheckpoint(path, "unknown", saveBestOnly: true)));
        Assert.Contains("'unknown'", error.Message);
        Assert.Contains("'val_acc'", error.Message);
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData(".keras")]
    [InlineData(".weights.h5")]
    public void Fifteen_steps_of_five_an_epoch_are_every_third_epoch(string form)
    {
        Train(10, 6, new ModelCheckpoint(Path.Combine(_folder.Path, "checkpoint.epoch{epoch:02d}" + form),
            saveWeightsOnly: form != ".keras")
        { SaveFrequency = 15 });
        Assert.Equal([$"checkpoint.epoch03{form}", $"checkpoint.epoch06{form}", $"checkpoint.epoch09{form}"], Names());
    }

    [Theory]
    [InlineData(".keras")]
    [InlineData(".weights.h5")]
    public void Names_may_hold_the_epoch_and_the_step(string form)
    {
        Train(5, 15,
            new ModelCheckpoint(Path.Combine(_folder.Path, "checkpoint.epoch{epoch:02d}batch{batch:02d}" + form),
                saveWeightsOnly: form != ".keras")
            { SaveFrequency = 1 });
        Assert.Equal(Enumerable.Range(1, 5)
            .SelectMany(epoch => (string[])[$"checkpoint.epoch0{epoch}batch01{form}",
                $"checkpoint.epoch0{epoch}batch02{form}"]), Names());
    }

    [Fact]
    public void What_was_written_is_what_the_model_was()
    {
        var path = Path.Combine(_folder.Path, "checkpoint.keras");
        var weights = Path.Combine(_folder.Path, "checkpoint.weights.h5");
        var model = Train(1, 5, new ModelCheckpoint(path), new ModelCheckpoint(weights, saveWeightsOnly: true));
        var expected = model.GetWeights().Select(tensor => tensor.Floats.ToArray());
        Assert.Equal(expected, Model.Load(path).GetWeights().Select(tensor => tensor.Floats.ToArray()));
        var other = Made(seed: 9);
        other.BuildFor([Shape.Unknown, 3]);
        other.LoadWeights(weights);
        Assert.Equal(expected, other.GetWeights().Select(tensor => tensor.Floats.ToArray()));
    }

    private static Sequential Made(ulong seed = 0)
    {
        var model = new Sequential(new Dense(5, Activations.Relu), new Dense(3, Activations.Softmax)) { Seed = seed };
        model.Compile(new Sgd(), new CategoricalCrossentropy(), [new CategoricalAccuracy { Name = "acc" }]);
        return model;
    }

    private static Sequential Train(int epochs, int batchSize, params Callback[] callbacks)
    {
        var model = Made();
        var x = Tensor.From(Enumerable.Range(0, 90).Select(i => i * 37 % 100 / 100f).ToArray(), [30, 3]);
        var y = Tensor.From(Enumerable.Range(0, 90).Select(i => i % 3 == i / 3 % 3 ? 1f : 0).ToArray(), [30, 3]);
        model.Fit(x, y, batchSize, epochs, verbose: 0,
            validationData: new Batch(x, y), callbacks: callbacks);
        return model;
    }

    private IEnumerable<string?> Names() => _folder.Files().Select(Path.GetFileName);
}
