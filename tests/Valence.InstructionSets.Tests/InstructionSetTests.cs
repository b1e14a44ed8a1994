using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Valence.InstructionSets.Tests;

/// <summary>The kernel, contract and error tests once more on processors that can do less; each run asserts for itself
/// which lanes are in force.</summary>
public sealed partial class InstructionSetTests
{
    public static TheoryData<string, string, string?> Runs
    {
        get
        {
            var runs = new TheoryData<string, string, string?>();
            foreach (var setting in (string[])["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"])
            {
                runs.Add(setting, "Valence.Tensors.Tests", null);
                runs.Add(setting, "Valence.Tests", "Valence.Tests.Contracts");
                runs.Add(setting, "Valence.Tests", "Valence.Tests.Errors");
            }
            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Tests_pass_without(string setting, string project, string? inNamespace)
    {
        // The arena's backend and the reference's, which those tests compare, use no vector instruction.
        var start = new ProcessStartInfo(Host,
            [Executable(project), "--no-ansi", "--no-progress", "--minimum-expected-tests", "1", .. inNamespace is null
                ? (string[])[] : ["--filter-namespace", inNamespace, "--filter-not-class", "*.ArenaBackendTests"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [setting] = "0" },
        };
        using var child = Process.Start(start)!;
        var (output, errors) = (child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        var text = await output + await errors;
        Assert.True(child.ExitCode == 0, $"{project} with {setting}=0 ended with {child.ExitCode}:\n{text}");

        var total = Total().Match(text);
        Assert.True(total.Success && int.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture) > 0,
            $"{project} with {setting}=0 ran no test:\n{text}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            text[Math.Max(0, text.IndexOf("Test run summary", StringComparison.Ordinal))..]);
    }

    // The runtime that runs this test also runs the child, wherever it is installed.
    private static string Host => Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows()
            ? "dotnet.exe" : "dotnet"));

    // bin/<configuration>/net10.0 of this project and of its neighbours have the same form.
    private static string Executable(string project)
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var tests = own.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(tests.FullName, project, "bin", own.Parent.Name, own.Name, project + ".dll");
    }

    [GeneratedRegex(@"total: (\d+)")]
    private static partial Regex Total();
}
