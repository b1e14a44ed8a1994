namespace Valence.Language.Tests.Translation;

/// <summary>Each pair is in one batch, and batches are of similar lengths.</summary>
public sealed class PairBatchesTests
{
    [Fact]
    public void Each_epoch_has_each_pair_once_and_begins_with_the_longest_batch()
    {
        var random = new Random(1);
        (int[] Source, int[] Target)[] pairs = [.. Enumerable.Range(0, 500).Select(i => (Ids(i, random.Next(1, 20)),
            Ids(i, random.Next(1, 20))))];
        var batches = new PairBatches(pairs, 8, seed: 3);
        var orders = new HashSet<string>();
        for (var epoch = 0; epoch < 3; epoch++)
        {
            batches.OnEpochBegin(epoch);
            var all = batches.ToArray();
            Assert.Equal(63, all.Length);
            int[] lengths = [.. all.Select(batch => batch.X.Tensors[0].Shape[1] + batch.X.Tensors[1].Shape[1])];
            Assert.Equal(lengths.Max(), lengths[0]);
            int[] firsts = [.. all.SelectMany(Firsts)];
            Assert.Equal(Enumerable.Range(0, 500), firsts.Order());
            orders.Add(string.Join(' ', firsts));
        }
        Assert.Equal(3, orders.Count);
    }

    [Fact]
    public void Without_a_seed_they_are_in_the_order_of_lengths()
    {
        (int[] Source, int[] Target)[] pairs = [.. Enumerable.Range(0, 30).Select(i => (Ids(i, 1 + i * 7 % 30),
            Ids(i, 1)))];
        var batches = new PairBatches(pairs, 4, seed: null);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            batches.OnEpochBegin(epoch);
            Assert.Equal([4, 8, 12, 16, 20, 24, 28, 30], batches.Select(batch => batch.X.Tensors[0].Shape[1]));
        }
    }

    // The first id says which pair it is.
    private static int[] Ids(int pair, int length) => [pair + TextTokens.Reserved, .. Enumerable.Repeat(2, length - 1)];

    private static IEnumerable<int> Firsts(Valence.Training.Batch batch)
    {
        var (ids, width) = (batch.X.Tensors[0].Ints.ToArray(), batch.X.Tensors[0].Shape[1]);
        return Enumerable.Range(0, ids.Length / width).Select(row => ids[row * width] - TextTokens.Reserved);
    }
}
