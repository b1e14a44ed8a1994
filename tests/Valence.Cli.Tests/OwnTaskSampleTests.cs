using System.Diagnostics;

namespace Valence.Cli.Tests;

/// <summary>The sample of a task, an encoder and a layer of one's own, in one process and then in another.</summary>
public sealed class OwnTaskSampleTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_process_learned_another_answers_and_names_what_is_not_registered()
    {
        Assert.Equal(0, (await Run("train", _folder["sure.valence"])).Code);
        var good = await Run("ask", _folder["sure.valence"], "Wonderful, we loved it");
        Assert.Equal(0, good.Code);
        Assert.Equal(4, good.Lines.Length);
        Assert.Contains("HashedWords", good.Lines[0]);
        Assert.Contains("'ClassifierTables.Default with { Encoders = … }'", good.Lines[0]);
        Assert.Contains("SureOrNot", good.Lines[1]);
        Assert.Contains("'ClassifierTables.Default with { Tasks = … }'", good.Lines[1]);
        Assert.Contains("Attending", good.Lines[2]);
        Assert.StartsWith("positive (", good.Lines[3]);
        Assert.StartsWith("negative (", (await Run("ask", _folder["sure.valence"], "Cold food and awful staff"))
            .Lines[3]);
        Assert.Equal(2, (await Run("ask")).Code);
        // The command line has no such tables, and says what is missing.
        Answer.To("predict", _folder["sure.valence"], "good").Failed(2, "HashedWords");
        Assert.Contains("SureOrNot", Answer.To("inspect", _folder["sure.valence"]).Output);
    }

    private static async Task<Answer> Run(params string[] args)
    {
        using var program = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "OwnTask.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var cancellation = TestContext.Current.CancellationToken;
        var errors = program.StandardError.ReadToEndAsync(cancellation);
        var output = await program.StandardOutput.ReadToEndAsync(cancellation);
        await program.WaitForExitAsync(cancellation);
        return new(program.ExitCode, output, await errors);
    }
}
