using Valence.Text;

namespace Valence.Classification;

/// <summary>The rows with which a network's table of words begins, from vectors that texts have told.</summary>
internal static class FirstVectors
{
    // The root of the mean square: words are told apart from the first step on, and still move.
    private const double Size = 0.1;

    /// <summary>The table with the vectors of words in their rows, all multiplied by one number; the other rows stay as
    /// they are.</summary>
    /// <param name="table">The table <c>[rows, width]</c>.</param>
    /// <param name="rows">Words and the rows that are theirs.</param>
    /// <param name="vectors">Vectors as wide as the table.</param>
    public static Tensor In(Tensor table, IEnumerable<(int Row, string Word)> rows, WordVectors vectors)
    {
        var (begun, width) = (table.Copy(), table.Shape[1]);
        var numbers = begun.Change<float>();
        var (squares, known) = (0.0, new List<int>());
        foreach (var (row, word) in rows)
        {
            if (!vectors.TryGetVector(word, out var vector)) continue;
            vector.CopyTo(numbers[(row * width)..]);
            foreach (var number in vector) squares += (double)number * number;
            known.Add(row);
        }
        var scale = (float)(Size / Math.Sqrt(squares / Math.Max(1, (long)known.Count * width)));
        foreach (var row in known)
            foreach (ref var number in numbers.Slice(row * width, width)) number *= scale;
        return begun;
    }
}
