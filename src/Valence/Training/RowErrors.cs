using Valence.Operations;

namespace Valence.Training;

/// <summary>Tells errors about a row of a batch of the data that the batch came from.</summary>
internal static class RowErrors
{
    /// <summary>The error about the data of <paramref name="source"/>, whose last batch is <paramref name="batch"/>;
    /// null where <paramref name="error"/> is none about a row, or the row's origin is not known.</summary>
    /// <param name="error">What was thrown while the batch was computed.</param>
    /// <param name="source">Where the batch came from.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="whose">Whose rows those of the source are, such as <c>of the training data</c>.</param>
    public static Exception? Of(Exception error, IBatchSource source, BatchBuffer batch, string whose) =>
        error is IRowError found && found.IsOfBatch(batch.Rows) && source.RowOf(found.Row) is { } row
            ? found.At(row, whose) : null;
}
