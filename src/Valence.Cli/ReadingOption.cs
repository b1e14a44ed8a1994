using System.CommandLine;
using Valence.Text;

namespace Valence.Cli;

/// <summary>An option that says how a file of texts is read.</summary>
/// <param name="Option">The option.</param>
/// <param name="Setting">The property of <see cref="TextFileOptions"/> that it sets.</param>
/// <param name="Apply">Sets it, where the option is given.</param>
/// <param name="Shown">The option as a message that advises the setting names it.</param>
internal sealed record ReadingOption(Option Option, string Setting,
    Func<TextFileOptions, ParseResult, TextFileOptions> Apply, Func<SettingAdvice, string> Shown)
{
    /// <summary>An option whose value sets a property.</summary>
    public static ReadingOption Of<T>(Option<T> option, string setting, Func<TextFileOptions, T, TextFileOptions> set,
        Func<SettingAdvice, string>? shown = null) => new(
        option, setting,
        (options, parsed) => IsGivenIn(option, parsed) ? set(options, parsed.GetValue(option)!) : options,
        shown ?? (_ => option.Name));

    /// <summary>Whether the option is given.</summary>
    public bool IsGiven(ParseResult parsed) => IsGivenIn(Option, parsed);

    /// <summary>The option with each of its values, as arguments that stand alone; none where it is not
    /// given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) => !IsGiven(parsed) ? []
        : parsed.GetResult(Option)!.Tokens is { Count: > 0 } values
            ? values.Select(value => $"{Option.Name}={value.Value}") : [Option.Name];

    private static bool IsGivenIn(Option option, ParseResult parsed) => parsed.GetResult(option) is { Implicit: false };
}
