namespace Valence.Bench.Turns;

/// <summary>Texts of one length as ids of words, and their labels.</summary>
internal sealed record Texts(int Length, int[] Ids, float[] Labels)
{
    private const int BatchesOfTraining = 8;

    /// <summary>How many texts the tasks of a network need.</summary>
    public static int RowsFor(Network network) => Math.Max(BatchesOfTraining * network.Batch, network.Answers.Max());

    /// <summary>Texts whose n-th word is as frequent as 1 / n.</summary>
    public static Texts Random(Network network)
    {
        var random = new Random(1);
        var rows = RowsFor(network);
        int[] ids = [.. Enumerable.Range(0, rows * network.Length)
            .Select(_ => (int)Math.Pow(network.Vocabulary, random.NextDouble()))];
        return new(network.Length, ids, [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(2))]);
    }

    /// <summary>The ids of the first texts.</summary>
    public int[] First(int rows) => Ids[..(rows * Length)];

    /// <summary>Batches of so many texts to train on.</summary>
    public IEnumerable<(int[] Ids, float[] Labels)> Batches(int rows) => Enumerable.Range(0, BatchesOfTraining)
        .Select(i => i * rows).Select(start =>
            (Ids[(start * Length)..((start + rows) * Length)], Labels[start..(start + rows)]));
}
