using System.IO.Compression;
using System.Security.Cryptography;
using Valence.Stress;

namespace Valence.Cli.Tests;

/// <summary>A training that broke off goes on and ends with the bytes of an unbroken one.</summary>
public sealed class ResumeTests(ITestOutputHelper output) : IDisposable
{
    private const string Epochs = "7";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Epoch 2/")]
    [InlineData("Epoch 5/")]
    [InlineData("Epoch 7/")]
    public void A_resumed_training_writes_the_model_of_an_unbroken_one(string at)
    {
        var file = _folder.Reviews();
        var whole = Train(file, "whole").Succeeded();
        Assert.Equal(130, BreakOff(file, at).Code);
        Assert.True(File.Exists(_folder["m.backup"]));
        var resumed = Train(file, "m", "--resume", "--json").Succeeded();
        Assert.False(File.Exists(_folder["m.backup"]));
        Assert.Equal(Content("whole"), Content("m"));
        var figures = Train(file, "again", "--json").Succeeded().Output;
        Assert.Equal(figures.Replace("again", "m", StringComparison.Ordinal), resumed.Output);
        Assert.NotEmpty(whole.Output);
    }

    [Fact]
    public void Other_texts_or_settings_are_refused_by_name()
    {
        var file = _folder.Reviews();
        BreakOff(file, "Epoch 3/");
        var backup = File.ReadAllBytes(_folder["m.backup"]);
        Train(_folder.Reviews(60), "m", "--resume").Failed(2, "m.backup", "other texts");
        _folder.Reviews();
        Train(file, "m", "--resume", "--learning-rate", "0.5").Failed(2, "other learning rate");
        Train(file, "m", "--resume", "--batch-size", "3").Failed(2, "other batch size");
        Train(file, "m", "--resume", "--seed", "3").Failed(2, "m.backup");
        Assert.Equal(backup, File.ReadAllBytes(_folder["m.backup"]));
        Train(file, "m", "--resume").Succeeded();
    }

    [Fact]
    public void Without_the_option_a_training_begins_anew_and_says_so()
    {
        var file = _folder.Reviews();
        BreakOff(file, "Epoch 3/");
        Assert.Contains("--resume goes on", Train(file, "m").Succeeded().Error);
        Assert.False(File.Exists(_folder["m.backup"]));
        Train(file, "whole").Succeeded();
        Assert.Equal(Content("whole"), Content("m"));
    }

    [Fact]
    public void Without_a_backup_there_is_nothing_to_resume() =>
        Train(_folder.Reviews(), "m", "--resume").Failed(2, "--resume", "m.backup");

    [Fact]
    public void A_file_that_is_no_backup_stays()
    {
        File.WriteAllText(_folder["m.backup"], "mine");
        var file = _folder.Reviews();
        Train(file, "m").Failed(2, "m.backup", "something else");
        Train(file, "m", "--resume").Failed(2, "m.backup");
        Assert.Equal("mine", File.ReadAllText(_folder["m.backup"]));
    }

    [Fact]
    public void A_killed_training_ends_as_an_unbroken_one()
    {
        var (report, isRight) = new Kills(seed: 1, output.WriteLine).Run(Victim.OfTrain, 4);
        Assert.True(isRight, report);
    }

    private Answer Train(string file, string model, params string[] more) =>
        Answer.To(["train", file, "--model", _folder[model], "--recipe", "fasttext", "--epochs", Epochs, .. more]);

    // Everything but the second in which the network was saved, and the digest of that.
    private IEnumerable<string> Content(string model)
    {
        using var file = File.OpenRead(_folder[model]);
        return [.. Content(file, "")];
    }

    private static IEnumerable<string> Content(Stream file, string path)
    {
        using var archive = new ZipArchive(file);
        foreach (var entry in archive.Entries)
        {
            if (entry.Name is "metadata.json" or "seal.json") continue;
            using var content = new MemoryStream();
            using (var stream = entry.Open()) stream.CopyTo(content);
            content.Position = 0;
            if (entry.Name.EndsWith(".keras", StringComparison.Ordinal))
                foreach (var inner in Content(content, entry.FullName + "/")) yield return inner;
            else yield return $"{path}{entry.FullName} {Convert.ToHexString(SHA256.HashData(content.ToArray()))}";
        }
    }

    private Answer BreakOff(string file, string at)
    {
        using var source = new CancellationTokenSource();
        using var output = new CancellingWriter(at, source);
        using var error = new StringWriter();
        var code = CommandLine.Run(["train", file, "--model", _folder["m"], "--recipe", "fasttext", "--epochs",
            Epochs], Stream.Null,
            output, error, source.Token);
        return new(code, "", error.ToString());
    }
}
