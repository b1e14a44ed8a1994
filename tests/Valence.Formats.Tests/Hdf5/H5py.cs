using System.Diagnostics;

namespace Valence.Formats.Tests;

/// <summary>The system's Python with h5py, which decides what an HDF5 file says.</summary>
internal static class H5py
{
    /// <summary>Runs a script; skips the test where there is no h5py.</summary>
    public static void Run(string script, params string[] arguments)
    {
        var python = new[] { "/usr/bin/python3", "/usr/bin/python" }.FirstOrDefault(File.Exists);
        if (python is null || Execute(python, ["-c", "import h5py"]) is (not 0, _))
            Assert.Skip("Python with h5py is not installed here.");
        var (code, errors) = Execute(python!, ["-c", script, .. arguments]);
        Assert.True(code == 0, errors);
    }

    private static (int Code, string Errors) Execute(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            program, arguments)
        { RedirectStandardError = true, Environment = { ["PYTHONUTF8"] = "1" } })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
