using System.Runtime.InteropServices;
using Valence.Randomness;
using Valence.Text;

namespace Valence.Pretrained;

/// <summary>Which tokens of a tokenizer are hidden, and by what.</summary>
internal sealed class HiddenTokens
{
    private static readonly string[] MaskTokens = ["[MASK]", "<mask>"];
    private static readonly ulong Ordering = CounterRandom.Purpose("texts that judge");
    private static readonly ulong Hiding = CounterRandom.Purpose("hidden tokens");

    private readonly SubWordTokenizer _tokenizer;
    private readonly int[] _before, _after, _ordinary;
    private readonly HashSet<int> _special;
    private readonly int _mask;

    private HiddenTokens(SubWordTokenizer tokenizer, int[] before, int[] after, int mask)
    {
        (_tokenizer, _before, _after, _mask) = (tokenizer, before, after, mask);
        _special = [.. tokenizer.AddedTokens.Where(token => token.Special).Select(token => token.Id), mask];
        _ordinary = [.. Enumerable.Range(0, tokenizer.VocabularySize).Where(id => !_special.Contains(id)
            && tokenizer.Token(id) is not null)];
    }

    /// <exception cref="ArgumentException">The tokenizer has no mask, or nothing that ends a text.</exception>
    public static HiddenTokens Of(SubWordTokenizer tokenizer)
    {
        tokenizer = Require.NotNull(tokenizer).With(null, null);
        if (MaskTokens.Select(tokenizer.Id).FirstOrDefault(id => id is not null) is not { } mask)
            throw new ArgumentException($"Expected a tokenizer with the token {string.Join(" or ", MaskTokens)}, it "
                + "has none. Learn one by TrainWordPiece, or add the token.", nameof(tokenizer));
        var (before, after) = (tokenizer.Declared.PostProcessor?.Layout(false) ?? TokenLayout.Single).Frame();
        return after.Length > 0 ? new(tokenizer, before, after, mask)
            : throw new ArgumentException("Expected a tokenizer that puts a token behind a text, such as [SEP]; it "
                + "puts none.", nameof(tokenizer));
    }

    /// <summary>All texts as rows of equal length, each with what stands before and behind a text; what is left of the
    /// last is left out.</summary>
    public int[][] Rows(IReadOnlyList<string> texts, int length, CancellationToken cancellation)
    {
        const int textsAtOnce = 4096;
        var room = length - _before.Length - _after.Length;
        var (rows, open) = (new List<int[]>(), new List<int>());
        for (var first = 0; first < texts.Count; first += textsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            var encoded = new IReadOnlyList<int>[Math.Min(textsAtOnce, texts.Count - first)];
            Parallel.For(0, encoded.Length, i => encoded[i] = _tokenizer.Encode(texts[first + i],
                addSpecialTokens: false).Ids);
            foreach (var ids in encoded)
            {
                if (open.Count > 0) open.Add(_after[0]);
                open.AddRange(ids);
                var taken = 0;
                for (; open.Count - taken >= room; taken += room)
                    rows.Add([.. _before, .. CollectionsMarshal.AsSpan(open).Slice(taken, room), .. _after]);
                open.RemoveRange(0, taken);
            }
        }
        return [.. rows];
    }

    /// <summary>The rows in another order, so that the first are any of them.</summary>
    public static void Shuffle(int[][] rows, ulong seed) => new CounterRandom(seed, Ordering).Shuffle(rows.AsSpan());

    /// <summary>Hides tokens of a row.</summary>
    /// <param name="row">The row, which is changed.</param>
    /// <param name="share">The part of its tokens that is hidden; at least one is.</param>
    /// <param name="draw">Decides which.</param>
    /// <param name="seed">Decides which, too.</param>
    /// <returns>Their places, and the tokens that stood there. A row with fewer tokens that can be hidden has some
    /// twice; one without any tells its first.</returns>
    public (int[] Places, int[] Tokens) Hide(int[] row, double share, ulong draw, ulong seed)
    {
        var random = new CounterRandom(seed, Hiding, draw);
        var count = Count(row.Length, share);
        int[] open = [.. Enumerable.Range(0, row.Length).Where(i => !_special.Contains(row[i]))];
        if (open.Length == 0) open = [0];
        var found = Math.Min(count, open.Length);
        var next = 0UL;
        for (var i = 0; i < found; i++)
        {
            var other = i + random.Below(next++, open.Length - i);
            (open[i], open[other]) = (open[other], open[i]);
        }
        open.AsSpan(0, found).Sort();
        int[] places = [.. Enumerable.Range(0, count).Select(i => open[i % found])];
        int[] tokens = [.. places.Select(place => row[place])];
        for (var i = 0; i < found; i++)
        {
            var kind = random.Below(next++, 10);
            var any = random.Below(next++, _ordinary.Length);
            if (kind < 8) row[places[i]] = _mask;
            else if (kind == 8) row[places[i]] = _ordinary[any];
        }
        return (places, tokens);
    }

    /// <summary>How many tokens of a row are hidden.</summary>
    public int Count(int length, double share) =>
        Math.Max(1, (int)Math.Round(share * (length - _before.Length - _after.Length)));
}
