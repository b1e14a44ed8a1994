using System.Text.Json.Nodes;

namespace Valence.Classification;

/// <summary>What turns a text into the ids that a network reads, and is learned from the texts of the
/// training.</summary>
/// <remarks>One of one's own derives from this, and is known to files by a row of
/// <see cref="ClassifierTables"/>.</remarks>
public abstract class TextEncoder
{
    /// <summary>The name under which <see cref="ClassifierTables.Encoders"/> knows the class.</summary>
    public abstract string ClassName { get; }

    /// <summary>How many ids there are: 0, which pads, up to one less than this.</summary>
    public abstract int Ids { get; }

    /// <summary>Ids that the network takes at once; null where a batch is as long as the longest of its
    /// texts.</summary>
    /// <remarks>A classifier reads a longer text in windows of so many ids (<see cref="MostWindows"/>); it is trained
    /// with texts that are cut to one (<see cref="Encode"/>).</remarks>
    public virtual int? Length => null;

    /// <summary>In how many windows a text longer than <see cref="Length"/> is read at most, at least 1; 256 unless
    /// overridden. What they do not reach is not read, and <see cref="Prediction.ShareRead"/> says so; with 1 the
    /// text is cut as in training.</summary>
    /// <remarks>Windows lie at even distances of three quarters of their length at most, from the first id to the last;
    /// where so many do not suffice they leave out the beginning where <see cref="PadsInFront"/>, else the
    /// end.</remarks>
    public virtual int MostWindows => 256;

    /// <summary>Whether texts that are shorter are padded in front, and longer ones lose their beginning where they are
    /// cut.</summary>
    public virtual bool PadsInFront => false;

    /// <summary>Whether ids say what is in a text, each once and in any order, and not what follows what.</summary>
    public virtual bool IsSet => false;

    /// <summary>The ids of a text that have a row, and where each stands, in the order in which they stand; what is
    /// unknown is left out.</summary>
    public abstract IReadOnlyList<TextPiece> Pieces(string text);

    /// <summary>The share of a text's words, as this encoder cuts it, that its vocabulary does not have, from 0 to 1;
    /// null where the text has no words, and where the encoder cannot say, as one of one's own unless it overrides
    /// this.</summary>
    public virtual double? UnseenWords(string text) => null;

    /// <summary>The settings and tables by which <see cref="ClassifierTables"/> makes the encoder again.</summary>
    public abstract JsonObject Config();

    /// <summary>The shares of unseen words as they would be had the encoder learned from others alone.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="others">The texts that it learned from, and perhaps from those too.</param>
    internal virtual IReadOnlyList<double?> UnseenWords(IReadOnlyList<string> texts, IEnumerable<string> others) =>
        [.. texts.Select(UnseenWords)];

    /// <summary>The places that the network takes of every text; null where a batch is as long as the longest of its
    /// texts.</summary>
    internal virtual int? PaddedLength => Length;

    /// <summary>The id that pads.</summary>
    internal virtual int PaddingId => 0;

    /// <summary>Whether the order of ids, or what pads between them, may mean anything to the network.</summary>
    internal virtual bool KnowsOrder => !IsSet;

    /// <summary>Ids that stand before and after those of every text, or of every window of one.</summary>
    internal virtual (int[] Before, int[] After) Frame => ([], []);

    /// <summary>The same ids without what only further fitting needs.</summary>
    internal virtual TextEncoder Slim() => this;

    /// <summary>The first id that is no word's, and moves up where words are added.</summary>
    internal virtual int FirstAfterWords => Ids;

    /// <summary>The same ids, and ids for words that only other texts have, which follow those of the words; null where
    /// only its author knows how.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="most">Ids that an encoder of these texts alone would have at most.</param>
    /// <param name="cancellation">What ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal virtual TextEncoder? With(IReadOnlyList<string> texts, int most, CancellationToken cancellation) => null;

    /// <summary>The ids of a text as the network gets them, without padding.</summary>
    internal virtual int[] IdsOf(string text)
    {
        var ids = Pieces(text).Select(piece => piece.Id);
        return IsSet ? [.. ids.Distinct()] : [.. ids];
    }

    /// <summary>The ids of a text as <see cref="IdsOf"/> has them, or in rows one after the other, and which stretches
    /// of them the network reads.</summary>
    internal virtual (int[] Ids, TextWindows Windows) Read(string text)
    {
        var ids = IdsOf(text);
        return (ids, TextWindows.Of(this, ids.Length));
    }

    /// <summary>The words of a text, as places without overlap in their order: what an explanation speaks of.</summary>
    internal virtual List<(int Start, int End)> Spans(string text) =>
        [.. Pieces(text).Where(piece => piece.End > piece.Start).Select(piece => (piece.Start, piece.End))];

    /// <summary>Whether a text with these ids has nothing that the network knows.</summary>
    internal virtual bool IsEmpty(ReadOnlySpan<int> ids) => !ids.ContainsAnyExcept(0);

    /// <summary>The ids of texts, int32 <c>[texts, length]</c>, cut to <see cref="Length"/>; at least one place, where
    /// a text has none.</summary>
    public Tensor Encode(IReadOnlyList<string> texts)
    {
        var rows = new int[Require.Texts(texts).Count][];
        for (var i = 0; i < rows.Length; i++) rows[i] = IdsOf(texts[i]);
        return Padded(rows);
    }

    /// <summary>Rows of ids as a network takes them.</summary>
    internal Tensor Padded(ReadOnlySpan<int[]> rows)
    {
        var most = Length ?? int.MaxValue;
        var length = PaddedLength ?? 1;
        if (PaddedLength is null)
            foreach (var row in rows) length = Math.Max(length, Math.Min(most, row.Length));
        length += Frame.Before.Length + Frame.After.Length;
        var ids = new Tensor([rows.Length, length], ElementType.Int32);
        var to = ids.Overwrite<int>();
        for (var i = 0; i < rows.Length; i++) Place(rows[i], to.Slice(i * length, length));
        return ids;
    }

    /// <summary>Writes a row of ids, with what stands before and after it and with padding, to as many places as a
    /// network takes.</summary>
    internal void Place(ReadOnlySpan<int> row, Span<int> places)
    {
        var (before, after) = Frame;
        if (Length is { } most && row.Length > most) row = PadsInFront ? row[^most..] : row[..most];
        places.Fill(PaddingId);
        var count = before.Length + row.Length + after.Length;
        places = places.Slice(PadsInFront ? places.Length - count : 0, count);
        before.CopyTo(places);
        row.CopyTo(places[before.Length..]);
        after.CopyTo(places[^after.Length..]);
    }
}
