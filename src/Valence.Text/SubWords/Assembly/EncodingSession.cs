using System.Runtime.CompilerServices;

namespace Valence.Text;

/// <summary>What one thread needs to encode texts: memory that is used again.</summary>
internal sealed class EncodingSession(SubWordParts parts)
{
    // Of a longer text the memory is not kept.
    private const int KeptLength = 1 << 20;

    // So many pieces are asked for before the first is needed.
    private const int Ahead = 16;

    private readonly Draft _draft = new();
    private readonly AlignedText _normalized = new();
    private readonly PieceEncoder _encoder = parts.Model.Encoder();
    private readonly TokenList _tokens = new();
    private readonly WordCache _cache = new();

    /// <summary>The tokens of the first text.</summary>
    public TokenRun First { get; } = new();

    /// <summary>The tokens of the second text.</summary>
    public TokenRun Second { get; } = new();

    /// <summary>Whether its memory is worth keeping.</summary>
    public bool IsKept => _draft.Text.Capacity <= KeptLength;

    /// <summary>Writes the tokens of a text.</summary>
    public void Encode(string text, TokenRun run)
    {
        run.Clear();
        var (at, done) = (0, 0);
        while (parts.Raw is not null && parts.Raw.Next(text, ref at, done, out var token, out var span))
        {
            if (done < span.Start) AddPart(text.AsSpan(done, span.Start - done), done, run);
            Add(token, span, span.Of(text), run);
            done = span.End;
        }
        if (done < text.Length) AddPart(text.AsSpan(done), done, run);
    }

    /// <summary>Adds the tokens of a part without added tokens that are found in the text as it is.</summary>
    private void AddPart(ReadOnlySpan<char> part, int origin, TokenRun run)
    {
        _draft.Start(part, origin);
        parts.Normalizer?.Apply(_draft);
        var (at, done) = (0, 0);
        if (parts.Normalized is null
            || !parts.Normalized.Next(_draft.Text.Characters, ref at, done, out var token, out var span))
        {
            AddPieces(run);
            return;
        }
        _normalized.Start(origin);
        _normalized.Append(_draft.Text, 0, _draft.Text.Length);
        do
        {
            AddNormalized(done, span.Start, run);
            Add(token, _normalized.Span(span.Start, span.End), _normalized.Characters[span.Start..span.End], run);
            done = span.End;
        }
        while (parts.Normalized.Next(_normalized.Characters, ref at, done, out token, out span));
        AddNormalized(done, _normalized.Length, run);
    }

    private void AddNormalized(int start, int end, TokenRun run)
    {
        if (start >= end) return;
        _draft.Start(_normalized, start, end);
        AddPieces(run);
    }

    private void AddPieces(TokenRun run)
    {
        _draft.TakeAsOnePiece();
        parts.PreTokenizer?.Apply(_draft);
        var text = _draft.Text;
        var reachable = text.Reachable;
        var isPlain = text.IsInPlace && parts.Model.ShownAsWritten < 0;
        Span<int> places = stackalloc int[Ahead];
        for (var rest = _draft.Pieces.Pieces; !rest.IsEmpty; rest = rest[Math.Min(Ahead, rest.Length)..])
        {
            var pieces = rest[..Math.Min(Ahead, rest.Length)];
            for (var i = 0; i < pieces.Length; i++)
                places[i] = _cache.Ask(reachable, pieces[i].Start, pieces[i].End - pieces[i].Start);
            for (var i = 0; i < pieces.Length; i++)
            {
                var piece = pieces[i];
                ref readonly var kept = ref _cache.Find(places[i], reachable, piece.Start, piece.End - piece.Start);
                if (Unsafe.IsNullRef(in kept)) AddNew(text, piece, run);
                else if (isPlain) run.Add(kept, text.Origin + piece.Start);
                else AddKept(text, piece, kept, run);
            }
        }
    }

    private void AddNew(AlignedText text, Piece piece, TokenRun run)
    {
        _tokens.Cut(0);
        _encoder.Encode(text.Characters[piece.Start..piece.End], _tokens);
        _cache.Keep(text.Reachable, piece.Start, piece.End - piece.Start, _tokens.Tokens);
        foreach (var token in _tokens.Tokens)
            Add(text, token.Id, piece.Start + token.Start, piece.Start + token.End, run);
    }

    private void AddKept(AlignedText text, Piece piece, in WordCache.Slot kept, TokenRun run)
    {
        var start = piece.Start;
        for (var i = 0; i < kept.Count; i++)
        {
            var end = piece.Start + kept.Ends[i];
            Add(text, kept.Ids[i], start, end, run);
            start = end;
        }
    }

    private void Add(AlignedText text, int id, int start, int end, TokenRun run)
    {
        var span = text.Span(start, end);
        if (id == parts.Model.ShownAsWritten) run.Add(id, span, text.Characters[start..end].ToString());
        else run.Add(id, span);
    }

    private static void Add(AddedToken token, TextSpan span, ReadOnlySpan<char> text, TokenRun run)
    {
        if (text.SequenceEqual(token.Content)) run.Add(token.Id, span);
        else run.Add(token.Id, span, text.ToString());
    }
}
