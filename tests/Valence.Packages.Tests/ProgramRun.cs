using System.Diagnostics;

namespace Valence.Packages.Tests;

/// <summary>A program that ran to its end.</summary>
internal sealed record ProgramRun(string Command, int Code, string Output)
{
    public string[] Lines => Output.TrimEnd().ReplaceLineEndings("\n").Split('\n');

    /// <summary>Runs the SDK in a folder.</summary>
    public static Task<ProgramRun> Dotnet(string folder, params IEnumerable<string> args) =>
        Of(folder, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", args);

    /// <summary>Runs a program in a folder; what it writes to either stream is its output.</summary>
    public static async Task<ProgramRun> Of(string folder, string program, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
                ["DOTNET_NOLOGO"] = "1",
                // No build server may outlive the test.
                ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
            },
        };
        // The folder's own NuGet.config says where packages are.
        start.Environment.Remove("NUGET_PACKAGES");
        using var child = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var errors = child.StandardError.ReadToEndAsync(cancellation);
        var output = await child.StandardOutput.ReadToEndAsync(cancellation);
        await child.WaitForExitAsync(cancellation);
        return new(string.Join(' ', args.Prepend(program)), child.ExitCode, output + await errors);
    }

    public ProgramRun Succeeded()
    {
        Assert.True(Code == 0, $"'{Command}' ended with {Code}:\n{Output}");
        return this;
    }
}
