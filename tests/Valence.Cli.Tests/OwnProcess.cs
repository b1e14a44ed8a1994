using System.Diagnostics;

namespace Valence.Cli.Tests;

/// <summary>The program in a process of its own, for what belongs to a process: signals and environment.</summary>
internal static class OwnProcess
{
    public static Process Start(IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Valence.Cli.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static async Task<Answer> Run(IReadOnlyDictionary<string, string>? environment,
        params IEnumerable<string> args)
    {
        using var program = Start(environment, args);
        var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(program.ExitCode, output, await errors);
    }

    /// <summary>Runs another program to its end, which must be a good one.</summary>
    public static void Of(string program, params string[] args)
    {
        using var other = Process.Start(program, args);
        other.WaitForExit();
        Assert.Equal(0, other.ExitCode);
    }
}
