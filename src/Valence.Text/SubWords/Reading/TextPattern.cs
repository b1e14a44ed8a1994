using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Valence.Text;

/// <summary>What a part looks for in a text: a text, or a regular expression.</summary>
/// <remarks>.NET's regular expressions read UTF-16 units and know no letter beyond the basic plane: where a text has
/// any, each stands for one of the same category while the pattern is looked for.</remarks>
internal sealed class TextPattern
{
    // A pattern of a file may be made to take for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private const RegexOptions Options =
        RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Compiled;

    private readonly string? _text;
    private readonly Regex? _expression;

    private TextPattern(string? text, Regex? expression)
    {
        _text = text;
        _expression = expression;
    }

    /// <summary>The pattern that a field declares: <c>{"String": …}</c> or <c>{"Regex": …}</c>.</summary>
    public static TextPattern Read(Fields parent, string name)
    {
        if (parent.Value(name, "a pattern") is { ValueKind: JsonValueKind.String })
            return OfText(parent, name, parent.Text(name));
        var fields = parent.Object(name);
        var text = fields.TextOrNull("String");
        var expression = fields.TextOrNull("Regex");
        fields.Done();
        if (text is not null == expression is not null)
            throw parent.Refuse("T07", name, "a 'String' or a 'Regex'", text is null ? "neither" : "both");
        if (text is not null) return OfText(parent, name, text);
        try
        {
            return new(null, new(expression!, Options, Longest));
        }
        catch (ArgumentException error)
        {
            throw parent.Refuse("T07", name, "a regular expression that .NET knows", $"'{expression}'", error);
        }
    }

    /// <summary>Calls <paramref name="found"/> with the start and end of each match, the first first.</summary>
    /// <exception cref="SubWordException">The pattern takes too long.</exception>
    public void Find(ReadOnlySpan<char> text, Action<int, int> found)
    {
        try
        {
            if (_expression is null) FindText(text, found);
            else if (!text.ContainsAnyInRange('\uD800', '\uDFFF')) FindPlain(_expression, text, found);
            else FindAmongAll(_expression, text, found);
        }
        catch (RegexMatchTimeoutException error)
        {
            throw new SubWordException($"Expected a pattern that is found within {Longest.TotalSeconds:F0} seconds, "
                + $"received '{Valence.Formats.FilePlace.Shown(error.Pattern)}', which takes longer for this text. "
                + "Give a simpler pattern.", error);
        }
    }

    private static TextPattern OfText(Fields parent, string name, string text) =>
        text.Length > 0 ? new(text, null) : throw parent.Refuse("T07", name, "a text that is not empty", "''");

    private void FindText(ReadOnlySpan<char> text, Action<int, int> found)
    {
        var at = 0;
        while (text[at..].IndexOf(_text, StringComparison.Ordinal) is >= 0 and var next)
        {
            found(at + next, at + next + _text!.Length);
            at += next + _text.Length;
        }
    }

    private static void FindPlain(Regex expression, ReadOnlySpan<char> text, Action<int, int> found)
    {
        foreach (var match in expression.EnumerateMatches(text)) found(match.Index, match.Index + match.Length);
    }

    private static void FindAmongAll(Regex expression, ReadOnlySpan<char> text, Action<int, int> found)
    {
        var standing = ArrayPool<char>.Shared.Rent(text.Length);
        var starts = ArrayPool<int>.Shared.Rent(text.Length + 1);
        var count = 0;
        for (var at = 0; at < text.Length;)
        {
            var rune = CharacterKind.At(text, at, out var length);
            starts[count] = at;
            standing[count++] = rune.IsBmp ? (char)rune.Value : Standing(rune);
            at += length;
        }
        starts[count] = text.Length;
        foreach (var match in expression.EnumerateMatches(standing.AsSpan(0, count)))
            found(starts[match.Index], starts[match.Index + match.Length]);
        ArrayPool<char>.Shared.Return(standing);
        ArrayPool<int>.Shared.Return(starts);
    }

    /// <summary>A rare character of the same category.</summary>
    private static char Standing(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        System.Globalization.UnicodeCategory.UppercaseLetter => 'Ꚁ',
        System.Globalization.UnicodeCategory.LowercaseLetter => 'ꚁ',
        System.Globalization.UnicodeCategory.ModifierLetter => 'ꚜ',
        System.Globalization.UnicodeCategory.OtherLetter => 'ꔀ',
        System.Globalization.UnicodeCategory.NonSpacingMark => '\uA6F0',
        System.Globalization.UnicodeCategory.SpacingCombiningMark => '\uA823',
        System.Globalization.UnicodeCategory.DecimalDigitNumber => '꘠',
        System.Globalization.UnicodeCategory.LetterNumber => 'ꛦ',
        System.Globalization.UnicodeCategory.OtherNumber => '꠰',
        System.Globalization.UnicodeCategory.OtherPunctuation => '꘍',
        System.Globalization.UnicodeCategory.MathSymbol => '⨀',
        System.Globalization.UnicodeCategory.ModifierSymbol => '꜀',
        System.Globalization.UnicodeCategory.CurrencySymbol => '꠸',
        System.Globalization.UnicodeCategory.Format => '\u2060',
        System.Globalization.UnicodeCategory.OtherSymbol => '꠶',
        _ => '\uE000',
    };
}
