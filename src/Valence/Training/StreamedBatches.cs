namespace Valence.Training;

/// <summary>Batches from a stream, which goes on where the last epoch stopped when an epoch has a fixed number of
/// steps, and starts again otherwise.</summary>
internal sealed class StreamedBatches(IEnumerable<Batch> batches, int? stepsPerEpoch) : IBatchSource, IDisposable
{
    private IEnumerator<Batch>? _current;
    private int _step;

    public int? Steps => stepsPerEpoch;

    public void Begin(int epoch)
    {
        _step = 0;
        if (stepsPerEpoch is null) Dispose();
    }

    public bool Next(BatchBuffer buffer)
    {
        if (_step == stepsPerEpoch) return false;
        _current ??= batches.GetEnumerator();
        if (!_current.MoveNext())
        {
            Dispose();
            if (stepsPerEpoch is null || !Restart()) return false;
        }
        _step++;
        var batch = _current!.Current;
        var weights = FitPlan.CheckRows(batch);
        buffer.X = [.. batch.X.Tensors];
        buffer.Y = [.. batch.Y.Tensors];
        buffer.SampleWeights = weights;
        return true;
    }

    public int? RowOf(int row) => null;

    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
    }

    // A stream shorter than the steps of an epoch is read again from its start; an empty one ends the epoch.
    private bool Restart()
    {
        _current = batches.GetEnumerator();
        return _current.MoveNext();
    }
}
