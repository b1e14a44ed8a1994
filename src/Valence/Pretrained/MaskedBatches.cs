using Valence.Randomness;
using Valence.Training;

namespace Valence.Pretrained;

/// <summary>Rows of ids with hidden tokens as batches, in each epoch others and in another order.</summary>
/// <param name="tokens">What is hidden.</param>
/// <param name="rows">The rows, of one length.</param>
/// <param name="settings">How many are hidden, and the seed.</param>
/// <param name="inputs">How many inputs the model has: ids, what counts, types where it has them, and places.</param>
internal sealed class MaskedBatches(HiddenTokens tokens, int[][] rows, MaskedWordsSettings settings, int inputs)
    : BatchSequence
{
    private const int InputsWithoutTypes = 3;

    private static readonly ulong Shuffling = CounterRandom.Purpose("shuffle");

    private readonly int[] _order = [.. Enumerable.Range(0, rows.Length)];
    private int _epoch;

    /// <inheritdoc/>
    public override int Count => (int)((rows.Length + (long)settings.BatchSize - 1) / settings.BatchSize);

    /// <inheritdoc/>
    public override Batch this[int index]
    {
        get
        {
            var some = _order.AsSpan(index * settings.BatchSize);
            some = some[..Math.Min(settings.BatchSize, some.Length)];
            var (length, hidden) = (rows[0].Length, tokens.Count(rows[0].Length, settings.Share));
            var (ids, counts) = (new int[some.Length * length], new int[some.Length * length]);
            var (places, targets) = (new int[some.Length * hidden], new int[some.Length * hidden]);
            Array.Fill(counts, 1);
            for (var i = 0; i < some.Length; i++)
            {
                int[] row = [.. rows[some[i]]];
                var (at, stood) = tokens.Hide(row, settings.Share, ((ulong)_epoch << 32) | (uint)some[i],
                    settings.Seed);
                row.CopyTo(ids, i * length);
                at.CopyTo(places, i * hidden);
                stood.CopyTo(targets, i * hidden);
            }
            Shape texts = [some.Length, length], masks = [some.Length, hidden];
            List<Tensor> x = [Tensor.From(ids, texts), Tensor.From(counts, texts)];
            if (inputs > InputsWithoutTypes) x.Add(Tensor.From(new int[ids.Length], texts));
            x.Add(Tensor.From(places, masks));
            return new(x.ToArray(), Tensor.From(targets, masks));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        _epoch = epoch;
        for (var i = 0; i < _order.Length; i++) _order[i] = i;
        new CounterRandom(settings.Seed, Shuffling, (ulong)epoch).Shuffle(_order.AsSpan());
    }
}
