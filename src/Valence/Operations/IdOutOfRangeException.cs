using System.Runtime.CompilerServices;
using Valence.Operations;

namespace Valence;

/// <summary>An integer id has no row in the table it indexes.</summary>
public sealed class IdOutOfRangeException : ValenceException, IRowError
{
    private readonly int _count;
    private readonly int _rows;

    private IdOutOfRangeException(int id, int count, int row, int position, int rows, string whose)
        : base($"Expected ids from 0 to {count - 1}, received {id} in row {row}, position {position} {whose}. Raise "
            + "the table's first dimension (Embedding: inputDim) or limit the vocabulary (Tokenizer: numWords).") =>
        (Id, Row, Position, _rows, _count) = (id, row, position, rows, count);

    /// <summary>The id that has no row.</summary>
    public int Id { get; }

    /// <summary>The row that it is in, counted from 0: of the batch, or of the data where that is known.</summary>
    public int Row { get; }

    /// <summary>Its place in the row.</summary>
    public int Position { get; }

    bool IRowError.IsOfBatch(int rows) => rows == _rows;

    Exception IRowError.At(int row, string whose) => new IdOutOfRangeException(Id, _count, row, Position, _rows, whose);

    /// <summary>Refuses ids <c>[rows, …]</c> that are not below <paramref name="count"/>.</summary>
    internal static void Check(Tensor ids, int count)
    {
        var index = FirstOutside(ids.Ints, count);
        if (index < 0) return;
        var rows = ids.Shape.Rank == 0 ? 1 : ids.Shape[0];
        var width = ids.Count / rows;
        throw new IdOutOfRangeException(ids.Ints[index], count, index / width, index % width, rows, "of the batch");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FirstOutside(ReadOnlySpan<int> ids, int count)
    {
        for (var i = 0; i < ids.Length; i++)
            if ((uint)ids[i] >= (uint)count) return i;
        return -1;
    }
}
