using System.ComponentModel;
using System.Diagnostics;

namespace Valence.Judge;

/// <summary>A Python with real Keras: the one <c>VALENCE_KERAS_PYTHON</c> names, or one that this process makes from
/// <c>shared/keras</c> and removes at its end.</summary>
internal static class KerasEnvironment
{
    private const string Variable = "VALENCE_KERAS_PYTHON";

    // Making one takes seconds, and all that use it only read it.
    private static readonly Lazy<(string? Python, string Reason)> Found = new(Find);

    /// <summary>The folder <c>shared</c> beside the repository, or null.</summary>
    public static string? Shared { get; } = FindShared();

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = FindRepository()
        ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Valence.slnx.");

    /// <summary>Where the stand-ins for Keras' NumPy backend lie.</summary>
    public static string Backend => Path.Combine(Shared ?? "", "keras");

    /// <summary>The interpreter, or why there is none.</summary>
    public static (string? Python, string Reason) Python => Found.Value;

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and all that it printed.</returns>
    public static (int Code, string Output) Execute(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
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

    private static (string? Python, string Reason) Find()
    {
        if (!File.Exists(Path.Combine(Backend, "setup.sh")))
            return (null, "real Keras is not here (put shared/keras beside the repository)");
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return (given, "");
        if (!OperatingSystem.IsLinux()) return (null, $"real Keras is set up on Linux alone (set {Variable})");
        var folder = Directory.CreateTempSubdirectory("valence-keras-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var environment = Path.Combine(folder, "venv");
        var (code, output) = Is311("/usr/bin/python3")
            ? Execute("/bin/sh", [Path.Combine(Backend, "setup.sh"), environment])
            : Is311("python3.11") ? SetUp("python3.11", environment)
            : (1, "there is no Python 3.11 at /usr/bin/python3 or as python3.11 on the path");
        return code == 0 ? (Path.Combine(environment, "bin", "python"), "")
            : (null, $"real Keras could not be set up (set {Variable}): {output}");
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
                .. Directory.GetFiles(Path.Combine(Backend, "wheels"), "*.whl")],
        ];
        foreach (var step in steps)
            if (Execute(step[0], step[1..]) is (not 0, _) failed) return failed;
        return (0, "");
    }

    private static string? FindShared()
    {
        if (Environment.GetEnvironmentVariable("VALENCE_GOLDEN") is { Length: > 0 } golden)
            return Path.GetDirectoryName(Path.GetFullPath(golden));
        var folder = FindRepository() is { } here && Path.GetDirectoryName(here) is { } above
            ? Path.Combine(above, "shared") : null;
        return folder is not null && Directory.Exists(folder) ? folder : null;
    }

    private static string? FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Valence.slnx")))
            directory = directory.Parent;
        return directory?.FullName;
    }
}
