using System.Runtime.CompilerServices;

namespace Valence;

/// <summary>An integer id has no row in the table it indexes.</summary>
public sealed class IdOutOfRangeException(int id, int index, int rows)
    : ArgumentException($"Expected ids from 0 to {rows - 1}, received {id} at position {index}. Raise the table's first dimension (Embedding: inputDim) or limit the vocabulary (Tokenizer: numWords).")
{
    /// <summary>The id that has no row.</summary>
    public int Id { get; } = id;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Check(ReadOnlySpan<int> ids, int rows)
    {
        for (var i = 0; i < ids.Length; i++)
            if ((uint)ids[i] >= (uint)rows) throw new IdOutOfRangeException(ids[i], i, rows);
    }
}
