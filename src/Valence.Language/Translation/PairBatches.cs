using Valence.Randomness;
using Valence.Training;

namespace Valence.Language;

/// <summary>Pairs as batches of a similar length, in each epoch in another order that begins with the longest
/// batch.</summary>
/// <param name="pairs">Ids of both texts; none is empty.</param>
/// <param name="batchSize">Pairs in a batch.</param>
/// <param name="seed">Decides the order; where it is null, it is that of lengths in each epoch.</param>
internal sealed class PairBatches(IReadOnlyList<(int[] Source, int[] Target)> pairs, int batchSize, ulong? seed)
    : BatchSequence
{
    /// <summary>What stands in the place of a class where a translation has ended.</summary>
    public const int NoClass = -1;

    // So many batches are put together by their length.
    private const int BatchesAtOnce = 16;

    private static readonly ulong Shuffling = CounterRandom.Purpose("shuffle");
    private static readonly ulong Mixing = CounterRandom.Purpose("batches of a length");

    private int[][] _batches = [];

    /// <inheritdoc/>
    public override int Count => (pairs.Count + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public override Batch this[int index]
    {
        get
        {
            if (_batches.Length == 0) OnEpochBegin(0);
            return Padded([.. _batches[index].Select(row => pairs[row])]);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, pairs.Count)];
        if (seed is not { } given)
        {
            _batches = [.. ByLength(order)];
            return;
        }
        new CounterRandom(given, Shuffling, (ulong)epoch).Shuffle(order.AsSpan());
        _batches = [.. order.Chunk(batchSize * BatchesAtOnce).SelectMany(ByLength)];
        new CounterRandom(given, Mixing, (ulong)epoch).Shuffle(_batches.AsSpan());
        // The memory of steps has then grown as far as it has to: what it outgrows is not given back at once.
        var longest = Enumerable.Range(0, _batches.Length).MaxBy(i => _batches[i].Max(row => pairs[row].Source.Length)
            + _batches[i].Max(row => pairs[row].Target.Length));
        (_batches[0], _batches[longest]) = (_batches[longest], _batches[0]);
    }

    /// <summary>Source ids, target ids after the token that begins them, and for each of these the next one, up to the
    /// token that ends them.</summary>
    public static Batch Padded(IReadOnlyList<(int[] Source, int[] Target)> rows)
    {
        var (read, written) = (rows.Max(row => row.Source.Length), rows.Max(row => row.Target.Length) + 1);
        var (x, before, next) = (new int[rows.Count * read], new int[rows.Count * written],
            new int[rows.Count * written]);
        x.AsSpan().Fill(TextTokens.Between);
        before.AsSpan().Fill(TextTokens.Between);
        next.AsSpan().Fill(NoClass);
        for (var i = 0; i < rows.Count; i++)
        {
            var (source, target) = rows[i];
            source.CopyTo(x, i * read);
            target.CopyTo(before, i * written + 1);
            target.CopyTo(next, i * written);
            next[i * written + target.Length] = TextTokens.Between;
        }
        return new(new Data(Tensor.From(x, [rows.Count, read]), Tensor.From(before, [rows.Count, written])),
            Tensor.From(next, [rows.Count, written]));
    }

    private IEnumerable<int[]> ByLength(int[] rows) => rows.OrderBy(row => pairs[row].Source.Length)
        .ThenBy(row => pairs[row].Target.Length).Chunk(batchSize);
}
