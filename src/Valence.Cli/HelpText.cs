namespace Valence.Cli;

/// <summary>What a command says about itself.</summary>
internal static class HelpText
{
    /// <summary>A description, and lines to type as they stand.</summary>
    public static string WithExamples(string description, params string[] examples) =>
        $"{description}\n\n{(examples.Length == 1 ? "Example" : "Examples")}:\n{string.Join('\n', examples.Select(example => $"  {example}"))}";
}
