using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Valence.Cli;

/// <summary>Options whose numbers are written the same way whatever the language of the machine.</summary>
internal static class NumberOption
{
    /// <summary>An option with one number, or null where it is not given.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is, as a sentence.</param>
    /// <param name="isAllowed">Which numbers are allowed.</param>
    /// <param name="expected">The same in words, such as <c>a number above 0</c>.</param>
    /// <param name="otherwise">What holds where the option is not given, in words.</param>
    public static Option<T?> Create<T>(string name, string description, Func<T, bool> isAllowed, string expected,
        string otherwise) where T : struct, INumberBase<T> => new(name)
        {
            Description = $"{description} {char.ToUpperInvariant(expected[0])}{expected[1..]}; "
                + $"{otherwise} when not given.",
            HelpName = "NUMBER",
            CustomParser = result => Parse(result, name, isAllowed, expected),
        };

    // A comma is no decimal point here, and no separator of thousands either: 0,001 must not become 1.
    private static T? Parse<T>(ArgumentResult result, string name, Func<T, bool> isAllowed, string expected)
        where T : struct, INumberBase<T>
    {
        var given = result.Tokens is [var token, ..] ? token.Value : "nothing";
        if (T.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && isAllowed(number))
            return number;
        result.AddError($"{name}: expected {expected}, received {given}.");
        return null;
    }
}
