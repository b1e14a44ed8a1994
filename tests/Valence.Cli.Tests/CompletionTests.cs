using System.Diagnostics;

namespace Valence.Cli.Tests;

/// <summary>What a shell asks while somebody types.</summary>
public sealed class CompletionTests
{
    private static string[] Suggested(string line) =>
        Answer.To($"[suggest:{line.Length}]", line).Succeeded().Lines;

    [Fact]
    public void Commands_options_and_values_are_completed()
    {
        Assert.Contains("train", Suggested("tr"));
        Assert.Contains("--class-weights", Suggested("train reviews.csv --cl"));
        Assert.Contains("fasttext", Suggested("train reviews.csv --recipe "));
        Assert.Contains("tweets", Suggested("train reviews.csv --cleaning t"));
        Assert.Contains("csv", Suggested("predict m.valence --output "));
    }

    [Fact]
    public void The_script_for_bash_completes()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Valence.slnx"))) root = root.Parent!;
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no bash here");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var program = Path.Combine(AppContext.BaseDirectory, "Valence.Cli.dll");
        var script = $$"""
            valence() { "{{host}}" "{{program}}" "$@"; }
            source "{{Path.Combine(root.FullName, "docs", "completion.bash")}}"
            ask() {
                COMP_LINE="$1"; COMP_POINT=${#1}; COMP_WORDS=($1); COMP_CWORD=$2
                _valence
                echo "${COMPREPLY[*]}"
            }
            ask "valence ev" 1
            ask "valence train a.csv --rec" 3
            """;
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script])
        {
            RedirectStandardOutput = true,
        })!;
        var output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal("evaluate\n--recipe\n", output);
    }
}
