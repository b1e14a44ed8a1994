namespace Valence.Operations;

/// <summary>An error about a row of a batch, which can be told of the data that the batch came from.</summary>
internal interface IRowError
{
    /// <summary>The row, counted from 0.</summary>
    int Row { get; }

    /// <summary>Whether <see cref="Row"/> counts the rows of a batch of so many. Ids that a layer made may have rows of
    /// their own.</summary>
    bool IsOfBatch(int rows);

    /// <summary>The same error told of row <paramref name="row"/> of other data, such as <c>of the training
    /// data</c>.</summary>
    Exception At(int row, string whose);
}
