using Valence.Randomness;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Texts as batches of ids and targets, each in an order of its own in every epoch: that of <c>Fit</c> on
/// arrays. Ids are kept where they are few, and made again from the texts where not.</summary>
/// <remarks>Where texts differ in length, those of a few batches are put together by their length, so that batches are
/// hardly padded; these batches then come in any order.</remarks>
internal sealed class TextBatches : BatchSequence
{
    // Bytes of ids that are kept, and what a row of them takes beside.
    private const long MostKept = 64_000_000;
    private const int BytesOfRow = 32;

    private const int BatchesAtOnce = 32;

    private static readonly ulong Shuffling = CounterRandom.Purpose("shuffle");
    private static readonly ulong Mixing = CounterRandom.Purpose("batches of a length");

    private readonly IReadOnlyList<LabelledText> _texts;
    private readonly int[] _rows, _order;
    private readonly TextEncoder _encoder;
    private readonly Func<IReadOnlyList<LabelledText>, Data> _targets;
    private readonly int _batchSize;
    private readonly ulong _seed;
    private readonly int[]?[]? _kept;
    private long _room = MostKept;
    private int _epoch;

    // Of the batches that are ready: the number of the first, and the texts, row by row.
    private int _first = -1;
    private (LabelledText Text, int[] Ids)[] _ready = [];

    /// <param name="texts">All texts.</param>
    /// <param name="rows">Those that are learned from.</param>
    /// <param name="encoder">What makes ids of them.</param>
    /// <param name="targets">What makes targets of their labels.</param>
    /// <param name="batchSize">Texts in a batch.</param>
    /// <param name="seed">Decides the order.</param>
    public TextBatches(IReadOnlyList<LabelledText> texts, int[] rows, TextEncoder encoder,
        Func<IReadOnlyList<LabelledText>, Data> targets, int batchSize, ulong seed)
    {
        (_texts, _rows, _encoder, _targets, _seed) = (texts, rows, encoder, targets, seed);
        _batchSize = Math.Clamp(batchSize, 1, Math.Max(1, rows.Length));
        _order = new int[rows.Length];
        _kept = rows.Length <= MostKept / BytesOfRow ? new int[rows.Length][] : null;
    }

    /// <inheritdoc/>
    public override int Count => (int)((_rows.Length + (long)_batchSize - 1) / _batchSize);

    /// <inheritdoc/>
    public override Batch this[int index]
    {
        get
        {
            var first = index / BatchesAtOnce * BatchesAtOnce;
            if (first != _first) Prepare(first);
            var some = _ready.AsSpan((index - first) * _batchSize);
            some = some[..Math.Min(_batchSize, some.Length)];
            var (ids, texts) = (new int[some.Length][], new LabelledText[some.Length]);
            for (var i = 0; i < some.Length; i++) (texts[i], ids[i]) = some[i];
            return new(_encoder.Padded(ids), _targets(texts));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        (_epoch, _first) = (epoch, -1);
        for (var i = 0; i < _order.Length; i++) _order[i] = i;
        new CounterRandom(_seed, Shuffling, (ulong)epoch).Shuffle(_order.AsSpan());
    }

    private void Prepare(int first)
    {
        _first = first;
        var start = first * _batchSize;
        var count = (int)Math.Min((long)BatchesAtOnce * _batchSize, _order.Length - start);
        var rows = _order.AsSpan(start, count).ToArray();
        _ready = new (LabelledText, int[])[rows.Length];
        for (var i = 0; i < rows.Length; i++) _ready[i].Text = _texts[_rows[rows[i]]];
        Parallel.For(0, rows.Length, i => _ready[i].Ids = _kept?[rows[i]] ?? _encoder.IdsOf(_ready[i].Text.Text));
        for (var i = 0; _kept is not null && _room > 0 && i < rows.Length; i++)
            if (_kept[rows[i]] is null)
            {
                _kept[rows[i]] = _ready[i].Ids;
                _room -= BytesOfRow + sizeof(int) * _ready[i].Ids.Length;
            }
        if (_encoder.PaddedLength is not null) return;
        // A batch that is not whole stays the last one.
        var whole = rows.Length / _batchSize;
        var byLength = _ready.Take(whole * _batchSize).OrderBy(row => row.Ids.Length).Chunk(_batchSize).ToArray();
        new CounterRandom(_seed, Mixing, ((ulong)_epoch << 32) | (uint)first).Shuffle(byLength.AsSpan());
        byLength.SelectMany(batch => batch).ToArray().CopyTo(_ready, 0);
    }
}
