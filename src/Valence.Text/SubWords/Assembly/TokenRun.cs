namespace Valence.Text;

/// <summary>The tokens of one text, without special ones around them.</summary>
internal sealed class TokenRun
{
    private int[] _ids = new int[256];
    private TextSpan[] _spans = new TextSpan[256];
    private readonly List<(int At, string Text)> _written = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Their ids.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>Their parts of the text.</summary>
    public ReadOnlySpan<TextSpan> Spans => _spans.AsSpan(0, Count);

    /// <summary>The texts of those that are not shown as the vocabulary has them, in order.</summary>
    public List<(int At, string Text)> Written => _written;

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        Count = 0;
        _written.Clear();
    }

    /// <summary>Adds one.</summary>
    public void Add(int id, TextSpan span)
    {
        if (_ids.Length == Count) Grow();
        _ids[Count] = id;
        _spans[Count++] = span;
    }

    /// <summary>Adds those of a piece whose characters stand in the text from <paramref name="at"/> on.</summary>
    public void Add(in WordCache.Slot piece, int at)
    {
        int count = piece.Count;
        if (_ids.Length - Count < count) Grow();
        var ids = _ids.AsSpan(Count, count);
        var spans = _spans.AsSpan(Count, count);
        var start = at;
        for (var i = 0; i < count; i++)
        {
            ids[i] = piece.Ids[i];
            var end = at + piece.Ends[i];
            spans[i] = new(start, end);
            start = end;
        }
        Count += count;
    }

    private void Grow()
    {
        Array.Resize(ref _ids, 2 * _ids.Length);
        Array.Resize(ref _spans, 2 * _spans.Length);
    }

    /// <summary>Adds one that is shown as <paramref name="text"/>.</summary>
    public void Add(int id, TextSpan span, string text)
    {
        _written.Add((Count, text));
        Add(id, span);
    }
}
