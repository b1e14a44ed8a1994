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
        (options, parsed) => parsed.GetResult(option) is { Implicit: false } ? set(options, parsed.GetValue(option)!)
            : options,
        shown ?? (_ => option.Name));
}
