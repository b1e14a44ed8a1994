namespace Valence.Text;

/// <summary>The tokens of one text as slices of one buffer, reused from text to text so that splitting allocates
/// nothing.</summary>
internal sealed class TokenBuffer
{
    private char[] _characters = new char[1024];
    private int[] _starts = new int[256];
    private int[] _ends = new int[256];

    /// <summary>The number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>Token <paramref name="index"/>.</summary>
    public ReadOnlySpan<char> this[int index] => _characters.AsSpan(_starts[index], _ends[index] - _starts[index]);

    /// <summary>Everything from the start of token <paramref name="first"/> to the end of token
    /// <paramref name="last"/>: an n-gram where one space stands between tokens.</summary>
    public ReadOnlySpan<char> Through(int first, int last) =>
        _characters.AsSpan(_starts[first], _ends[last] - _starts[first]);

    /// <summary>Forgets the tokens and returns at least <paramref name="length"/> characters to write the next text's
    /// into.</summary>
    public Span<char> Begin(int length)
    {
        Count = 0;
        if (_characters.Length < length) _characters = new char[Math.Max(length, 2 * _characters.Length)];
        return _characters;
    }

    /// <summary>Declares the characters from <paramref name="start"/> up to <paramref name="end"/> a token.</summary>
    public void Add(int start, int end)
    {
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, 2 * Count);
            Array.Resize(ref _ends, 2 * Count);
        }
        _starts[Count] = start;
        _ends[Count++] = end;
    }

    /// <summary>Takes over tokens that were split elsewhere, one space between them.</summary>
    public void Set(IEnumerable<string> tokens)
    {
        Count = 0;
        var written = 0;
        foreach (var token in tokens)
        {
            var needed = written + token.Length + 1;
            if (_characters.Length < needed) Array.Resize(ref _characters, Math.Max(needed, 2 * _characters.Length));
            token.CopyTo(_characters.AsSpan(written));
            Add(written, written + token.Length);
            written += token.Length;
            _characters[written++] = ' ';
        }
    }
}
