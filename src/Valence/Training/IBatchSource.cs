namespace Valence.Training;

/// <summary>Where the batches of an epoch come from.</summary>
internal interface IBatchSource
{
    /// <summary>How many steps an epoch has; null where a stream decides.</summary>
    int? Steps { get; }

    /// <summary>The epoch that began the present pass over the data, and how many batches of the pass were taken: all
    /// that the next batches depend on.</summary>
    (int Pass, long Batches) Place { get; set; }

    /// <summary>Starts an epoch.</summary>
    void Begin(int epoch);

    /// <summary>Fills <paramref name="buffer"/> with the next batch; false at the end of the epoch.</summary>
    bool Next(BatchBuffer buffer);

    /// <summary>The row of the data that row <paramref name="row"/> of the current batch is; null where a stream does
    /// not tell.</summary>
    int? RowOf(int row);
}
