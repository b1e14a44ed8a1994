using System.CommandLine;

namespace Valence.Cli;

/// <summary>A command with what its help says after the options, which a list of commands does not.</summary>
/// <param name="name">The command.</param>
/// <param name="description">What it does, in a line.</param>
/// <param name="details">What else is to be known; may be empty.</param>
/// <param name="examples">Lines to type as they stand.</param>
internal sealed class ExplainedCommand(string name, string description, string details, params string[] examples)
    : Command(name, description)
{
    /// <summary>The details and the examples, with an empty line before each.</summary>
    public string Explanation => (details.Length == 0 ? ""
        : $"{Indented("Details:", details.ReplaceLineEndings("\n").Split('\n'))}\n")
        + Indented(examples.Length == 1 ? "Example:" : "Examples:", examples);

    private static string Indented(string heading, string[] lines) =>
        $"{heading}\n{string.Concat(lines.Select(line => line.Length == 0 ? "\n" : $"  {line}\n"))}";
}
