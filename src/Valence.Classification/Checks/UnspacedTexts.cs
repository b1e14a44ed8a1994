using System.Globalization;
using System.Text;

namespace Valence.Classification;

/// <summary>Texts in scripts without blanks between words, of which a whole stretch is taken for one word.</summary>
/// <param name="Count">How many of the texts looked at are such.</param>
/// <param name="Looked">How many were looked at.</param>
/// <param name="Script">The script of the first one.</param>
/// <param name="Example">The beginning of a stretch in it.</param>
internal sealed record UnspacedTexts(int Count, int Looked, string Script, string Example)
{
    private const int MostTexts = 1000;
    private const int MostSigns = 1000;
    private const int LongestShown = 20;

    // Words that were split are shorter in the mean: two signs in Chinese and Japanese, four to six elsewhere.
    private const double LongestMeanOfSigns = 4;
    private const double LongestMeanOfLetters = 8;

    /// <summary>Looks through some of the texts; null where they are few, or their words are split.</summary>
    public static UnspacedTexts? In(IReadOnlyList<string> texts)
    {
        var step = Math.Max(1, texts.Count / MostTexts);
        var (count, looked, words, letters) = (0, 0, 0L, 0L);
        string? script = null;
        var example = "";
        for (var i = 0; i < texts.Count; i += step)
        {
            looked++;
            var (its, signs, stretches, longest) = Stretches(texts[i]);
            if (its is null) continue;
            (count, words, letters) = (count + 1, words + stretches, letters + signs);
            if (script is null) (script, example) = (its, longest);
        }
        if (script is null || 10 * count < looked) return null;
        var most = script is "Chinese" or "Japanese" ? LongestMeanOfSigns : LongestMeanOfLetters;
        return letters > most * words ? new(count, looked, script, example) : null;
    }

    /// <summary>The doubt as a sentence.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Count == Looked ? "All" : $"{Count} of {Looked}")} texts that were looked at are in a script without "
            + $"blanks between words ({Script}): each stretch up to a blank, such as '{Example}', is one word, which "
            + $"hardly any other text has. To learn from characters instead, give --split character.");

    /// <summary>The script, its letters and the stretches that hold them, where most letters of the text are of such a
    /// script.</summary>
    private static (string? Script, int Letters, int Stretches, string Example) Stretches(string text)
    {
        var (letters, unspaced, stretches, inside) = (0, 0, 0, false);
        string? script = null;
        var (stretch, longest) = (new StringBuilder(), "");
        foreach (var rune in text.EnumerateRunes().Take(MostSigns))
        {
            if (Rune.IsWhiteSpace(rune) || rune.IsAscii && Rune.IsPunctuation(rune))
            {
                End();
                continue;
            }
            stretch.Append(rune.ToString());
            if (!Rune.IsLetter(rune)) continue;
            letters++;
            if (ScriptOf(rune.Value) is not { } its) continue;
            // Japanese is written with Chinese signs as well.
            script = script is null || its == "Japanese" ? its : script;
            unspaced++;
            if (!inside) stretches++;
            inside = true;
        }
        End();
        return (2 * unspaced > letters ? script : null, unspaced, stretches, longest);

        void End()
        {
            if (inside && stretch.Length > longest.Length) longest = stretch.ToString();
            if (longest.Length > LongestShown)
                longest = longest[..(char.IsHighSurrogate(longest[LongestShown - 1]) ? LongestShown - 1 : LongestShown)]
                    + "…";
            stretch.Clear();
            inside = false;
        }
    }

    private static string? ScriptOf(int sign) => sign switch
    {
        >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF
            => "Chinese",
        >= 0x3041 and <= 0x30FF or >= 0x31F0 and <= 0x31FF or >= 0xFF66 and <= 0xFF9F => "Japanese",
        >= 0x0E00 and <= 0x0E7F => "Thai",
        >= 0x0E80 and <= 0x0EFF => "Lao",
        >= 0x1780 and <= 0x17FF => "Khmer",
        >= 0x1000 and <= 0x109F or >= 0xA9E0 and <= 0xA9FF or >= 0xAA60 and <= 0xAA7F => "Burmese",
        >= 0x0F00 and <= 0x0FFF => "Tibetan",
        _ => null,
    };
}
