using System.Collections.Frozen;

namespace Valence.Text;

/// <summary>GPT-2's characters for bytes: those of Latin-1 that are seen stand for themselves, the others follow from
/// U+0100 on.</summary>
internal static class ByteCharacters
{
    private static readonly char[] Characters = Make();
    private static readonly FrozenDictionary<char, byte> Bytes = Enumerable.Range(0, 256)
        .ToFrozenDictionary(b => Characters[b], b => (byte)b);

    /// <summary>The character of each byte.</summary>
    public static ReadOnlySpan<char> Of => Characters;

    /// <summary>The character of a blank.</summary>
    public const char Blank = 'Ġ';

    /// <summary>The byte of a character; false where it has none.</summary>
    public static bool TryGetByte(char character, out byte value) => Bytes.TryGetValue(character, out value);

    private static char[] Make()
    {
        var characters = new char[256];
        var next = '\u0100';
        for (var b = 0; b < characters.Length; b++)
            characters[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b
                : next++;
        return characters;
    }
}
