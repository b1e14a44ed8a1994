namespace Valence.Text;

/// <summary>The tokens of one text as slices of one buffer, reused from text to text so that splitting allocates
/// nothing.</summary>
internal sealed class TokenBuffer
{
    private char[] _characters = new char[1024 + Text.Token.Reach];
    private int[] _starts = new int[256];
    private int[] _ends = new int[256];
    private int[] _numbers = [];

    /// <summary>The number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>Token <paramref name="index"/>.</summary>
    public ReadOnlySpan<char> this[int index] => _characters.AsSpan(_starts[index], _ends[index] - _starts[index]);

    /// <summary>Token <paramref name="index"/>, to be looked up.</summary>
    public Token Token(int index) => new(_characters, _starts[index], _ends[index]);

    /// <summary>Room for a number of each token.</summary>
    public Span<int> Numbers
    {
        get
        {
            if (_numbers.Length < Count) _numbers = new int[_starts.Length];
            return _numbers.AsSpan(0, Count);
        }
    }

    /// <summary>Puts runs of tokens, each from the start of its first to the end of its last, in the place of the
    /// tokens: n-grams where one space stands between tokens.</summary>
    /// <param name="widths">How many tokens a run has; the runs of one width follow those of the one before.</param>
    public void Join(ReadOnlySpan<int> widths)
    {
        if (widths is [1]) return;
        var (starts, ends, count) = (_starts.AsSpan(0, Count).ToArray(), _ends.AsSpan(0, Count).ToArray(), Count);
        Count = 0;
        foreach (var width in widths)
            for (var first = 0; first + width <= count; first++) Add(starts[first], ends[first + width - 1]);
    }

    /// <summary>Forgets the tokens and returns at least <paramref name="length"/> characters to write the next text's
    /// into.</summary>
    public Span<char> Begin(int length)
    {
        Count = 0;
        if (_characters.Length < length + Text.Token.Reach)
            _characters = new char[Math.Max(length + Text.Token.Reach, 2 * _characters.Length)];
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
            var needed = written + token.Length + 1 + Text.Token.Reach;
            if (_characters.Length < needed) Array.Resize(ref _characters, Math.Max(needed, 2 * _characters.Length));
            token.CopyTo(_characters.AsSpan(written));
            Add(written, written + token.Length);
            written += token.Length;
            _characters[written++] = ' ';
        }
    }
}
