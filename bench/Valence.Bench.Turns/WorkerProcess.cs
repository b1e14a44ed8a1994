using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Valence.Bench.Turns;

/// <summary>What one call took, in the mean of a round of them.</summary>
internal readonly record struct Round(double Milliseconds, double Bytes);

/// <summary>A <see cref="Worker"/> in a process of its own, which ends with its input.</summary>
/// <param name="program">What starts it.</param>
/// <param name="arguments">The arguments of the program.</param>
internal sealed class WorkerProcess(string program, params string[] arguments) : IDisposable
{
    private readonly Process _process = Start(program, arguments);

    /// <summary>Compiles this program against a checkout, into a folder there that nothing else uses.</summary>
    /// <returns>The path of the program.</returns>
    /// <exception cref="InvalidOperationException">It does not compile; the message says why.</exception>
    public static string Build(string checkout, [CallerFilePath] string source = "")
    {
        var folder = Path.Combine(checkout, "artifacts", "turns");
        using var build = Start("dotnet", "build", Path.GetDirectoryName(source)!, "-c", "Release", "-v", "quiet",
            "-clp:NoSummary", "--disable-build-servers", "--artifacts-path", folder, $"-p:Valence={checkout}");
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        return build.ExitCode == 0 ? Path.Combine(folder, "bin/Valence.Bench.Turns/release/Valence.Bench.Turns.dll")
            : throw new InvalidOperationException($"The worker does not compile against {checkout}.\n{output}");
    }

    /// <summary>A round of so many calls.</summary>
    public Round Work(string network, string task, int calls) =>
        Ask($"round {network} {task} {calls}") is [var milliseconds, var bytes] ? new(milliseconds, bytes)
            : throw new InvalidOperationException("Expected milliseconds and bytes from the worker.");

    /// <summary>The largest resident memory of the process so far.</summary>
    public double PeakMegabytes() => Ask("memory")[0];

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double[] Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        var answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The worker ended at '{command}'.");
        return [.. answer.Split(' ').Select(double.Parse)];
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}
