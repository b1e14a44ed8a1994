using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Valence.Cli;

/// <summary>Options whose numbers have a decimal point whatever the language of the machine.</summary>
internal static class NumberOption
{
    /// <summary>An option with one number; <paramref name="expected"/> says in words which ones <paramref name="isAllowed"/> allows.</summary>
    public static Option<float> Create(string name, string description, float value, Func<float, bool> isAllowed, string expected) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse(result, name, isAllowed, expected),
    };

    private static float Parse(ArgumentResult result, string name, Func<float, bool> isAllowed, string expected)
    {
        var given = result.Tokens is [var token, ..] ? token.Value : "nothing";
        if (float.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && isAllowed(number)) return number;
        result.AddError($"{name}: expected {expected}, received {given}.");
        return 0;
    }
}
