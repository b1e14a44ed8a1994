namespace Valence.Text;

/// <summary>The symbols of a word while they are merged: always the pair of the lowest rank, the leftmost of
/// several.</summary>
internal sealed class SymbolChain(Dictionary<long, PairMerge> merges)
{
    // Up to here looking through all pairs costs less than keeping them in order.
    private const int Few = 48;
    private const int NoRank = int.MaxValue;

    private readonly PriorityQueue<int, (int Rank, int Place)> _queue = new();
    private PieceToken[] _symbols = new PieceToken[64];
    private PairMerge[] _pairs = new PairMerge[64];
    private int[] _next = new int[64];
    private int[] _previous = new int[64];

    /// <summary>Adds what becomes of <paramref name="characters"/> to <paramref name="tokens"/>.</summary>
    public void Merge(ReadOnlySpan<PieceToken> characters, TokenList tokens)
    {
        if (characters.Length <= Few) MergeFew(characters, tokens);
        else MergeMany(characters, tokens);
    }

    private void MergeFew(ReadOnlySpan<PieceToken> characters, TokenList tokens)
    {
        var count = characters.Length;
        characters.CopyTo(_symbols);
        for (var i = 0; i + 1 < count; i++) _pairs[i] = Pair(_symbols[i], _symbols[i + 1]);
        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i < count - 1; i++)
                if (_pairs[i].Rank < _pairs[best].Rank) best = i;
            if (_pairs[best].Rank == NoRank) break;
            _symbols[best] = new(_pairs[best].Id, _symbols[best].Start, _symbols[best + 1].End);
            count--;
            _symbols.AsSpan(best + 2, count - best - 1).CopyTo(_symbols.AsSpan(best + 1));
            _pairs.AsSpan(best + 1, count - best - 1).CopyTo(_pairs.AsSpan(best));
            if (best + 1 < count) _pairs[best] = Pair(_symbols[best], _symbols[best + 1]);
            if (best > 0) _pairs[best - 1] = Pair(_symbols[best - 1], _symbols[best]);
        }
        for (var i = 0; i < count; i++) tokens.Add(_symbols[i].Id, _symbols[i].Start, _symbols[i].End);
    }

    private void MergeMany(ReadOnlySpan<PieceToken> characters, TokenList tokens)
    {
        Start(characters);
        while (_queue.TryDequeue(out var at, out var priority))
        {
            var next = _next[at];
            // The pair may be another one by now, or be gone.
            if (next < 0 || _pairs[at].Rank != priority.Rank) continue;
            _symbols[at] = new(_pairs[at].Id, _symbols[at].Start, _symbols[next].End);
            _next[at] = _next[next];
            _next[next] = -1;
            _pairs[next] = new(NoRank, -1);
            if (_next[at] >= 0) _previous[_next[at]] = at;
            Queue(at);
            if (_previous[at] >= 0) Queue(_previous[at]);
        }
        for (var at = 0; at >= 0; at = _next[at]) tokens.Add(_symbols[at].Id, _symbols[at].Start, _symbols[at].End);
    }

    private void Start(ReadOnlySpan<PieceToken> characters)
    {
        if (_symbols.Length < characters.Length)
        {
            _symbols = new PieceToken[characters.Length];
            (_pairs, _next, _previous) = (new PairMerge[characters.Length], new int[characters.Length],
                new int[characters.Length]);
        }
        characters.CopyTo(_symbols);
        for (var i = 0; i < characters.Length; i++)
        {
            _previous[i] = i - 1;
            _next[i] = i + 1 < characters.Length ? i + 1 : -1;
        }
        for (var i = 0; i < characters.Length; i++) Queue(i);
    }

    private void Queue(int at)
    {
        _pairs[at] = _next[at] < 0 ? new(NoRank, -1) : Pair(_symbols[at], _symbols[_next[at]]);
        if (_pairs[at].Rank != NoRank) _queue.Enqueue(at, (_pairs[at].Rank, at));
    }

    private PairMerge Pair(PieceToken left, PieceToken right) =>
        merges.TryGetValue(BytePairModel.Key(left.Id, right.Id), out var merge) ? merge : new(NoRank, -1);
}
