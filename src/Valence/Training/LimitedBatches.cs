namespace Valence.Training;

/// <summary>A fixed number of batches of an epoch. As in Keras, the next epoch goes on where this one stopped until all
/// batches were seen, and an epoch ends early where they run out.</summary>
/// <param name="batches">Where they come from.</param>
/// <param name="steps">The most batches of an epoch; at least 1.</param>
/// <param name="startsAnew">Whether every epoch takes the first batches instead, as validation does.</param>
internal sealed class LimitedBatches(IBatchSource batches, int steps, bool startsAnew) : IBatchSource
{
    private int _step;
    private long _seen;

    /// <summary>The batches themselves where there is no limit.</summary>
    public static IBatchSource Of(IBatchSource batches, int? steps, bool startsAnew) =>
        steps is { } limit ? new LimitedBatches(batches, limit, startsAnew) : batches;

    public int? Steps { get; } = Require.AtLeast(1, steps);

    public (int Pass, long Batches) Place
    {
        get => (batches.Place.Pass, _seen);
        set => (batches.Place, _seen) = (value, value.Batches);
    }

    public void Begin(int epoch)
    {
        _step = 0;
        if (!startsAnew && _seen > 0 && _seen < batches.Steps) return;
        batches.Begin(epoch);
        _seen = 0;
    }

    public int? RowOf(int row) => batches.RowOf(row);

    public bool Next(BatchBuffer buffer)
    {
        if (_step == steps || !batches.Next(buffer)) return false;
        _step++;
        _seen++;
        return true;
    }
}
