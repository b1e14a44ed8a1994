using System.Diagnostics;
using Valence.Tests.Golden;

namespace Valence.Tests.Saving;

/// <summary>Real Keras in a Python environment of its own: the one <c>VALENCE_KERAS_PYTHON</c> names, or one made beside the test run from <c>shared/keras</c>.</summary>
public sealed class RealKeras : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("valence-keras-").FullName;
    private readonly Lazy<(string? Python, string Reason)> _python;

    public RealKeras() => _python = new(Prepare);

    /// <summary>A folder for files that is deleted at the end.</summary>
    public string Folder => _folder;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Runs a script with Keras loaded; skips where there is no Keras to be had.</summary>
    /// <returns>What it printed.</returns>
    public string Run(string script, params string[] arguments)
    {
        var (python, reason) = _python.Value;
        Assert.SkipWhen(python is null, reason);
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.py");
        File.WriteAllText(path, $"import sys\nsys.path.insert(0, {Quote(Shared())})\nimport numpy_backend\n{script}");
        var (code, output) = Execute(python!, [path, .. arguments]);
        Assert.True(code == 0, output);
        return output;
    }

    private static string Quote(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";

    private static string Shared() => GoldenFolder.Root is { } golden ? Path.Combine(Path.GetDirectoryName(golden)!, "keras") : "";

    private (string? Python, string Reason) Prepare()
    {
        if (!File.Exists(Path.Combine(Shared(), "setup.sh"))) return (null, "real Keras is not here (put shared/keras beside the repository)");
        if (Environment.GetEnvironmentVariable("VALENCE_KERAS_PYTHON") is { Length: > 0 } given) return (given, "");
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/python3")) return (null, "there is no Python 3.11 to run real Keras with (set VALENCE_KERAS_PYTHON)");
        if (!Execute("/usr/bin/python3", ["--version"]).Output.Contains("3.11", StringComparison.Ordinal)) return (null, "Python is not version 3.11, which the reference Keras needs (set VALENCE_KERAS_PYTHON)");
        var environment = Path.Combine(_folder, "venv");
        var (code, output) = Execute("/bin/sh", [Path.Combine(Shared(), "setup.sh"), environment]);
        return code == 0 ? (Path.Combine(environment, "bin", "python"), "") : (null, $"real Keras could not be set up (set VALENCE_KERAS_PYTHON): {output}");
    }

    private static (int Code, string Output) Execute(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
