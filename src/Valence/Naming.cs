using System.Globalization;
using System.Text;
using Valence.Formats;

namespace Valence;

/// <summary>Names as Keras writes them, and what a name may be.</summary>
internal static class Naming
{
    private const int MostCharacters = 500;
    private const int MostBytes = 1000;

    /// <summary>What <see cref="IsAllowed"/> asks of a name, in words.</summary>
    public static string Allowed { get; } = string.Create(CultureInfo.InvariantCulture,
        $"a name of 1 to {MostCharacters} characters, at most {MostBytes} bytes of UTF-8, without slashes and control "
            + $"or formatting characters");

    /// <summary><c>GlobalMaxPooling1D</c> → <c>global_max_pooling1d</c>, <c>LSTM</c> → <c>lstm</c>.</summary>
    public static string SnakeCase(string className)
    {
        var name = new StringBuilder(className.Length + 8);
        for (var i = 0; i < className.Length; i++)
        {
            var here = className[i];
            var startsWord = i > 0 && char.IsAsciiLetterUpper(here)
                && (char.IsAsciiLetterLower(className[i - 1]) || i + 1 < className.Length
                    && char.IsAsciiLetterLower(className[i + 1]));
            if (startsWord) name.Append('_');
            name.Append(char.ToLowerInvariant(here));
        }
        return name.ToString();
    }

    /// <summary>The name, which files of every form can hold.</summary>
    /// <exception cref="ArgumentException">They can't.</exception>
    public static string Required(string name) => IsAllowed(Require.NotNull(name)) ? name
        : throw new ArgumentException($"Expected {Allowed}, received '{FilePlace.Shown(name)}'.", nameof(name));

    /// <summary>Whether files of every form can hold a name.</summary>
    public static bool IsAllowed(string name)
    {
        if (name.Length is 0 or > MostCharacters || Encoding.UTF8.GetByteCount(name) > MostBytes || name is "." or ".."
            || name.AsSpan().ContainsAny('/', '\\')) return false;
        foreach (var rune in name.EnumerateRunes())
            // Half a surrogate pair is read as this one.
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return false;
        return true;
    }
}
