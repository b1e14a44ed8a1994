using System.Globalization;
using System.Security.Cryptography;

namespace Valence.Cli.Tests;

/// <summary>Programs killed at moments from fixed seeds, in a folder full of other files. VALENCE_KILLS sets how
/// many.</summary>
public sealed class KilledTests : IDisposable
{
    private const int LongestLife = 1600;

    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("VALENCE_KILLS"),
        NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 6;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whenever_a_program_is_killed_its_target_is_whole_and_no_other_file_changed()
    {
        var file = _folder.Reviews(400);
        foreach (var other in new[] { "notes.txt", "m.valence.bak", "m.part", "k.keras~", "photo.jpg", ".m.valence" })
            _folder.Write(other, other);
        var model = Trained.Model(_folder);
        File.Copy(model, _folder["m.valence"]);
        Answer.To("convert", model, _folder["k.keras"]).Succeeded();
        string[] targets = ["m.valence", "k.keras"];
        var around = Content(targets);
        for (var i = 0; i < Kills; i++)
        {
            var trains = i % 2 == 0;
            var target = _folder[targets[i % 2]];
            using (var program = OwnProcess.Start(null, trains
                ? ["train", file, "--model", target, "--recipe", "fasttext", "--epochs", "20", "--seed", $"{i}"]
                : ["convert", model, target, "--force"]))
            {
                var (output, errors) = (program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
                    program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
                await Task.Delay(new Random(i).Next(LongestLife / (trains ? 1 : 3)),
                    TestContext.Current.CancellationToken);
                program.Kill();
                await program.WaitForExitAsync(TestContext.Current.CancellationToken);
                await Task.WhenAll(output, errors);
            }
            Answer.To("inspect", target).Succeeded();
            Assert.Equal(around, Content(targets));
        }
        // What the killed ones left goes with the next writing of the same names.
        Answer.To("train", file, "--model", _folder["m.valence"], "--recipe", "fasttext", "--epochs", "1").Succeeded();
        Answer.To("convert", model, _folder["k.keras"], "--force").Succeeded();
        Assert.DoesNotContain(_folder.Names, name => name.EndsWith(".part", StringComparison.Ordinal)
            && name != "m.part");
    }

    // Beside the targets themselves, what is written on the way to them and the state of a training.
    private string[] Content(string[] targets) =>
        [.. _folder.Names.Where(name => !targets.Contains(name) && name != "m.backup" && name != "m.valence.backup"
            && !(name.EndsWith(".part", StringComparison.Ordinal) && name != "m.part"))
            .Select(name => $"{name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_folder[name])))}")];
}
