using System.CommandLine;
using System.CommandLine.Parsing;

namespace Valence.Cli;

/// <summary>A character that an option names, or the word for none.</summary>
/// <param name="Value">The character; null for none.</param>
internal readonly record struct GivenCharacter(char? Value)
{
    /// <summary>An option with one character of ASCII, or a word.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is, as sentences.</param>
    /// <param name="word">A word that may be given instead.</param>
    /// <param name="meant">What the word means.</param>
    public static Option<GivenCharacter> Option(string name, string description, string word, char? meant) => new(name)
    {
        Description = description,
        HelpName = "CHARACTER",
        CustomParser = result => Parse(result, name, word, meant),
    };

    private static GivenCharacter Parse(ArgumentResult result, string name, string word, char? meant)
    {
        var given = result.Tokens is [var token, ..] ? token.Value : "";
        if (given.Equals(word, StringComparison.OrdinalIgnoreCase)) return new(meant);
        if (given == @"\t") return new('\t');
        if (given is [var only] && char.IsAscii(only) && !char.IsAsciiLetterOrDigit(only)
            && (only == '\t' || !char.IsControl(only))) return new(only);
        result.AddError($"{name}: expected one character of ASCII that is no letter or digit, or the word {word}, "
            + $"received '{given}'.");
        return default;
    }
}
