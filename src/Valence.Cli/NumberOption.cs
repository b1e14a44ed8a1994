using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Valence.Cli;

/// <summary>Options whose numbers are written the same way whatever the language of the machine.</summary>
internal static class NumberOption
{
    /// <summary>An option with one number, or null where it is not given; <paramref name="expected"/> says in words which numbers <paramref name="isAllowed"/> allows.</summary>
    public static Option<T?> Create<T>(string name, string description, Func<T, bool> isAllowed, string expected) where T : struct, IParsable<T> => new(name)
    {
        Description = description,
        CustomParser = result => Parse(result, name, isAllowed, expected),
    };

    private static T? Parse<T>(ArgumentResult result, string name, Func<T, bool> isAllowed, string expected) where T : struct, IParsable<T>
    {
        var given = result.Tokens is [var token, ..] ? token.Value : "nothing";
        if (T.TryParse(given, CultureInfo.InvariantCulture, out var number) && isAllowed(number)) return number;
        result.AddError($"{name}: expected {expected}, received {given}.");
        return null;
    }
}
