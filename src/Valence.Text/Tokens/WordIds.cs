namespace Valence.Text;

/// <summary>The ids of words, found by spans.</summary>
internal sealed class WordIds
{
    private readonly WordTable _words;
    private readonly int[] _ids;

    public WordIds(IReadOnlyCollection<KeyValuePair<string, int>> words)
    {
        _words = new(words.Count);
        _ids = new int[words.Count];
        foreach (var (word, id) in words) _ids[_words.FindOrAdd(word)] = id;
    }

    /// <summary>No words.</summary>
    public static WordIds None { get; } = new([]);

    /// <summary>No id: the word is not known.</summary>
    public const int Unknown = -1;

    /// <summary>The ids of all tokens, <see cref="Unknown"/> for words that have none; they stand there until the
    /// tokens are others.</summary>
    public ReadOnlySpan<int> Of(TokenBuffer tokens)
    {
        _words.Find(tokens);
        var numbers = tokens.Numbers;
        foreach (ref var number in numbers) number = number < 0 ? Unknown : _ids[number];
        return numbers;
    }

    public bool TryGet(ReadOnlySpan<char> word, out int id)
    {
        var number = _words.Find(word);
        id = number < 0 ? 0 : _ids[number];
        return number >= 0;
    }
}
