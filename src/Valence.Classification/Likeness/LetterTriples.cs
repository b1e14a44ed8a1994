namespace Valence.Classification;

/// <summary>Three letters in a row of a text, case aside and digits alike, as numbers that some share.</summary>
internal static class LetterTriples
{
    private const int MostLetters = 20_000;

    /// <summary>Numbers of three letters in a row and of the first two, each below 2 to the power of
    /// <paramref name="bits"/>, and whether the three are of one word and its beginning at most: what stands around a
    /// word says nothing of it.</summary>
    public static IEnumerable<(int Three, int Two, bool IsOfOneWord)> Of(string text, int bits)
    {
        var (first, second, count) = (' ', ' ', 0);
        foreach (var c in text)
        {
            var letter = char.IsLetter(c) ? char.ToLowerInvariant(c) : char.IsDigit(c) ? '0' : ' ';
            if (letter == ' ' && second == ' ') continue;
            if (++count > MostLetters) yield break;
            var two = Slot(first * 0x10001u + second * 0x9E37u);
            yield return (Slot(((first * 0x10001u + second * 0x9E37u) * 31) + letter), two,
                second != ' ' && letter != ' ');
            (first, second) = (second, letter);
        }

        int Slot(uint pair) => (int)((pair * 0x9E3779B1u) >> (32 - bits));
    }
}
