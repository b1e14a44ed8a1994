using Valence.Randomness;
using Valence.Training;

namespace Valence.Language;

/// <summary>Texts with tags as batches of a similar length, in each epoch in another order and with other words
/// hidden.</summary>
/// <param name="reader">What hides words.</param>
/// <param name="texts">What is read of the texts at once; none is empty.</param>
/// <param name="tags">A tag for each word.</param>
/// <param name="batchSize">Texts in a batch.</param>
/// <param name="seed">Decides order and hiding.</param>
internal sealed class TaggedBatches(WordReader reader, ReadWords[] texts, int[][] tags, int batchSize, ulong seed)
    : BatchSequence
{
    // So many batches are put together by their length.
    private const int BatchesAtOnce = 16;

    private static readonly ulong Shuffling = CounterRandom.Purpose("shuffle");
    private static readonly ulong Mixing = CounterRandom.Purpose("batches of a length");

    private int[][] _batches = [];
    private ulong _epoch;

    /// <inheritdoc/>
    public override int Count => (texts.Length + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public override Batch this[int index]
    {
        get
        {
            if (_batches.Length == 0) OnEpochBegin(0);
            var rows = _batches[index];
            var x = ReadWords.Padded([.. rows.Select(Hidden)]);
            var time = x.Tensors[0].Shape[1];
            var y = new int[rows.Length * time];
            for (var i = 0; i < rows.Length; i++) tags[rows[i]].CopyTo(y, i * time);
            return new(x, Tensor.From(y, [rows.Length, time]));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        _epoch = (ulong)epoch;
        int[] order = [.. Enumerable.Range(0, texts.Length)];
        new CounterRandom(seed, Shuffling, _epoch).Shuffle(order.AsSpan());
        _batches = [.. order.Chunk(batchSize * BatchesAtOnce)
            .SelectMany(some => some.OrderBy(row => texts[row].Words.Length).Chunk(batchSize))];
        new CounterRandom(seed, Mixing, _epoch).Shuffle(_batches.AsSpan());
    }

    private ReadWords Hidden(int row) => texts[row] with
    {
        Words = [.. texts[row].Words.Select((word, i) => reader.Hidden(word, seed, _epoch,
            ((ulong)row << 24) | (uint)i))],
    };
}
