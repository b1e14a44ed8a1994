using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Bench.Turns;
using Valence.Text;

namespace Valence.Bench.Peers;

/// <summary>What every worker gets of a network: the same texts, and the number of parameters to have.</summary>
internal sealed record Exercise(Texts Texts, long Parameters)
{
    /// <summary>Writes the exercise of each row to a file: reviews of a table, drawn by chance, as ids of their
    /// words.</summary>
    /// <param name="reviews">A folder with <c>train.csv.gz</c>.</param>
    /// <param name="rows">The rows of the table of figures.</param>
    /// <param name="folder">Where the files go.</param>
    public static void Write(string reviews, IEnumerable<Row> rows, string folder)
    {
        LabelledText[] all = [.. LabelledTexts.Read(Path.Combine(reviews, "train.csv.gz"),
            new() { RequireLabels = true })];
        var random = new Random(1);
        random.Shuffle(all);
        foreach (var words in rows.GroupBy(row => row.Network.Vocabulary))
        {
            var tokenizer = new Tokenizer(numWords: words.Key);
            tokenizer.FitOnTexts(all.Select(review => review.Text));
            foreach (var row in words) Write(row, all, tokenizer, Path.Combine(folder, row.Name));
        }
    }

    public static Exercise Read(string folder, Network network)
    {
        using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, network.Name)));
        var parameters = reader.ReadInt64();
        var labels = new float[reader.ReadInt32()];
        var ids = new int[labels.Length * network.Length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(labels.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(ids.AsSpan()));
        return new(new(network.Length, ids, labels), parameters);
    }

    private static void Write(Row row, LabelledText[] all, Tokenizer tokenizer, string path)
    {
        var network = row.Network;
        var texts = all[..Texts.RowsFor(network)];
        var ids = Sequences.Pad(tokenizer.TextsToSequences(texts.Select(text => text.Text)),
            maxLength: network.Length).Ints.ToArray();
        for (var i = 0; row.Filled && i < ids.Length; i++)
            if (ids[i] == 0) ids[i] = 1 + i % (network.Vocabulary - 1);
        float[] labels = [.. texts.Select(text => text.Label is "1" or "pos" or "positive" ? 1f : 0f)];
        using var backend = new CpuBackend();
        var model = network.Model(backend);
        model.BuildFor(Shape.Create([1, network.Length]));
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(model.TrainableWeights.Sum(weight => (long)weight.Shape.Count));
        writer.Write(labels.Length);
        writer.Write(MemoryMarshal.AsBytes(labels.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(ids.AsSpan()));
    }
}
