using Valence.Formats;
using Valence.Formats.Tests;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Saving;

namespace Valence.Tests.Hostile;

/// <summary>
/// Whole models changed at random, through the loader itself: opened, or refused by the two typed exceptions, and
/// nothing else.
/// With the containers' own tests (12,000 each on zip, JSON, npy, npz, HDF5 of two kinds, pickles and safetensors,
/// 7,200 on files of h5py) these are more than 100,000;
/// a failure prints the seed that FsCheck replays.
/// </summary>
public sealed class MutatedModelTests
{
    private static int Few => Mutation.Count / 3;

    [Fact]
    public void Mutated_archives_are_opened_or_refused() => Survives(
        KerasFile.ToBytes(ModelFiles.Text()), file => KerasFile.Open(file.AsMemory(), "model.keras"), Mutation.Count);

    [Fact]
    public void Mutated_archives_in_streams_are_opened_or_refused() => Survives(
        KerasFile.ToBytes(ModelFiles.Graph()), file => KerasFile.Open(new MemoryStream(file), "model.keras"), Few);

    [Theory]
    [InlineData("config.json")]
    [InlineData("metadata.json")]
    [InlineData("model.weights.h5")]
    public void Mutated_members_of_whole_archives_are_opened_or_refused(string member)
    {
        var file = KerasFile.ToBytes(ModelFiles.Graph());
        Survives(ZipReader.Open(file, "good").Read(member).ToArray(),
            content => KerasFile.Open(ModelFiles.With(file, member, content).AsMemory(), "model.keras"), Few);
    }

    [Fact]
    public void Mutated_older_files_are_opened_or_refused()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.h5");
        try
        {
            KerasFile.Save(ModelFiles.Text(), path);
            Survives(File.ReadAllBytes(path), file => KerasFile.Open(file.AsMemory(), "model.h5"), Few);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Mutated_weights_are_read_into_a_model_or_refused()
    {
        var model = ModelFiles.Text();
        using var valid = new MemoryStream();
        model.SaveWeights(valid);
        Survives(valid.ToArray(), file => model.LoadWeights(new MemoryStream(file)), Few);
    }

    [Fact]
    public void Mutated_weights_of_8_bits_are_opened_or_refused()
    {
        var model = new Sequential(new InputLayer([-1, 64]), new Dense(64), new Dense(1));
        model.BuildFor([-1, 64]);
        model.Quantize();
        using var whole = new MemoryStream();
        KerasFile.Prepare(model, write => write(whole), compact: true);
        var (file, member) = (whole.ToArray(), "model.weights.h5");
        var x = new Tensor([1, 64]);
        Survives(ZipReader.Open(file, "good").Read(member).ToArray(), content =>
            KerasFile.Open(ModelFiles.With(file, member, content).AsMemory(), "model.keras").Model.Predict(x), Few);
    }

    private static void Survives(byte[] valid, Action<byte[]> open, int count) =>
        Mutation.Survives(valid, open, count, error => error is ConfigException);
}
