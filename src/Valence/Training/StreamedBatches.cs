namespace Valence.Training;

/// <summary>Batches from a stream, which goes on where the last epoch stopped when an epoch has a fixed number of
/// steps, and starts again otherwise.</summary>
internal sealed class StreamedBatches(IEnumerable<Batch> batches, int? stepsPerEpoch) : IBatchSource, IDisposable
{
    private IEnumerator<Batch>? _current;
    private int _step;
    private long _taken;

    public int? Steps => stepsPerEpoch;

    // A pass of a stream that is read on from epoch to epoch may begin in any of them.
    public (int Pass, long Batches) Place
    {
        get => (0, stepsPerEpoch is null ? 0 : _taken);
        set
        {
            Dispose();
            _current = batches.GetEnumerator();
            for (_taken = 0; _taken < value.Batches; _taken++)
                if (!_current.MoveNext())
                    throw new InvalidDataException($"It is of a training with another stream: expected at least "
                        + $"{value.Batches} batches, received {_taken}.");
        }
    }

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
        _taken++;
        buffer.Take(_current!.Current);
        return true;
    }

    public int? RowOf(int row) => null;

    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
        _taken = 0;
    }

    // A stream shorter than the steps of an epoch is read again from its start; an empty one ends the epoch.
    private bool Restart()
    {
        _current = batches.GetEnumerator();
        return _current.MoveNext();
    }
}
