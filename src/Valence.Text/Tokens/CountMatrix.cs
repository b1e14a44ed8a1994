namespace Valence.Text;

/// <summary>Sequences of ids as one row of word weights each.</summary>
internal static class CountMatrix
{
    /// <summary>Fills <c>[sequences, width]</c>; ids from <paramref name="width"/> on are left out, and
    /// <paramref name="idf"/> is only asked for in <see cref="MatrixMode.TfIdf"/>.</summary>
    public static Tensor Build(IReadOnlyList<IReadOnlyList<int>> sequences, int width, MatrixMode mode,
        Func<int, double> idf)
    {
        var matrix = new Tensor([sequences.Count, width]);
        var counts = new int[width];
        var touched = new List<int>();
        for (var row = 0; row < sequences.Count; row++)
        {
            var sequence = sequences[row];
            touched.Clear();
            for (var i = 0; i < sequence.Count; i++)
            {
                var id = sequence[i];
                if (id < 0) throw new ArgumentException($"Expected ids of at least 0, received {id} in sequence {row}.",
                    nameof(sequences));
                if (id < width && counts[id]++ == 0) touched.Add(id);
            }

            var weights = matrix.Change<float>().Slice(row * width, width);
            foreach (var id in touched)
            {
                weights[id] = (float)(mode switch
                {
                    MatrixMode.Binary => 1,
                    MatrixMode.Count => counts[id],
                    MatrixMode.Freq => (double)counts[id] / sequence.Count,
                    MatrixMode.TfIdf => (1 + Math.Log(counts[id])) * idf(id),
                    _ => throw new ArgumentOutOfRangeException(
                        nameof(mode), mode, "Expected binary, count, freq or tfidf."),
                });
                counts[id] = 0;
            }
        }
        return matrix;
    }
}
