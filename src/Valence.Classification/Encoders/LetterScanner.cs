namespace Valence.Classification;

/// <summary>Finds the letters in a row of a word with a blank at either border, from each place the short ones
/// first; half a letter of two UTF-16 units is none. A word longer than 126 units has none.</summary>
/// <param name="word">The word.</param>
/// <param name="fewest">The fewest letters in a row, at least 1.</param>
/// <param name="most">The most.</param>
/// <param name="room">Where the word is written with its borders: <see cref="Room"/> units.</param>
internal ref struct LetterScanner(ReadOnlySpan<char> word, int fewest, int most, Span<char> room)
{
    /// <summary>Units that a word and its borders take at most.</summary>
    public const int Room = 128;

    private readonly ReadOnlySpan<char> _bordered = Bordered(word, room);
    private int _from, _length = fewest - 1;

    /// <summary>What was found last.</summary>
    public readonly ReadOnlySpan<char> Letters => _bordered.Slice(_from, _length);

    /// <summary>Where it begins in the word; −1 is the border before it.</summary>
    public readonly int Start => _from - 1;

    /// <summary>Finds the next letters in a row.</summary>
    public bool Next()
    {
        while (fewest <= most)
        {
            if (++_length > most || _from + _length > _bordered.Length)
            {
                if (++_from + fewest > _bordered.Length) return false;
                _length = fewest;
            }
            if (!char.IsLowSurrogate(_bordered[_from]) && !char.IsHighSurrogate(_bordered[_from + _length - 1]))
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> Bordered(ReadOnlySpan<char> word, Span<char> room)
    {
        if (word.Length + 2 > Room) return [];
        room[0] = room[word.Length + 1] = ' ';
        word.CopyTo(room[1..]);
        return room[..(word.Length + 2)];
    }
}
