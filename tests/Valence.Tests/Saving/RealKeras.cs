using System.ComponentModel;
using System.Diagnostics;
using Valence.Tests.Golden;

namespace Valence.Tests.Saving;

/// <summary>Real Keras in a Python environment of its own: the one <c>VALENCE_KERAS_PYTHON</c> names, or one made
/// beside the test run from <c>shared/keras</c>.</summary>
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

    private static string Shared() => GoldenFolder.Root is { } golden
        ? Path.Combine(Path.GetDirectoryName(golden)!, "keras") : "";

    private (string? Python, string Reason) Prepare()
    {
        if (!File.Exists(Path.Combine(Shared(), "setup.sh")))
            return (null, "real Keras is not here (put shared/keras beside the repository)");
        if (Environment.GetEnvironmentVariable("VALENCE_KERAS_PYTHON") is { Length: > 0 } given) return (given, "");
        if (!OperatingSystem.IsLinux()) return (null, "real Keras is set up on Linux alone (set VALENCE_KERAS_PYTHON)");
        var environment = Path.Combine(_folder, "venv");
        var (code, output) = Is311("/usr/bin/python3")
            ? Execute("/bin/sh", [Path.Combine(Shared(), "setup.sh"), environment])
            : Is311("python3.11") ? SetUp("python3.11", environment)
            : (1, "there is no Python 3.11 at /usr/bin/python3 or as python3.11 on the path");
        return code == 0 ? (Path.Combine(environment, "bin", "python"), "")
            : (null, $"real Keras could not be set up (set VALENCE_KERAS_PYTHON): {output}");
    }

    // A shim of pyenv is there for versions that are not chosen, too, and then fails.
    private static bool Is311(string python) =>
        Execute(python, ["--version"]) is (0, var version) && version.Contains("3.11", StringComparison.Ordinal);

    // What setup.sh does with the system's Python; any other one must have the packages that Debian has.
    private static (int Code, string Output) SetUp(string python, string environment)
    {
        var own = Path.Combine(environment, "bin", "python");
        string[][] steps =
        [
            [python, "-c", "import numpy, scipy, h5py"],
            [python, "-m", "venv", "--system-site-packages", environment],
            [own, "-m", "pip", "install", "-q", "--no-index", "--no-deps",
                .. Directory.GetFiles(Path.Combine(Shared(), "wheels"), "*.whl")],
        ];
        foreach (var step in steps)
            if (Execute(step[0], step[1..]) is (not 0, _) failed) return failed;
        return (0, "");
    }

    private static (int Code, string Output) Execute(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                program, arguments)
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception error)
        {
            return (127, error.Message);
        }
    }
}
