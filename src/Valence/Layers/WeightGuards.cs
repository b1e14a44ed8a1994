namespace Valence.Layers;

/// <summary>The guards of all weights of a model: mostly one, more where it shares layers with others.</summary>
internal sealed class WeightGuards
{
    private readonly WeightGuard[] _guards;

    private WeightGuards(WeightGuard[] guards) => _guards = guards;

    /// <summary>Those of the given weights, and one of a model itself; weights that no model has need none.</summary>
    public static WeightGuards Of(IReadOnlyList<Weight> weights, WeightGuard? model = null) =>
        new([.. weights.Select(weight => weight.Guard).Append(model).OfType<WeightGuard>().Distinct()
            .OrderBy(guard => guard.Number)]);

    /// <summary>Waits until nobody changes the weights, and keeps them as they are until the result is
    /// disposed.</summary>
    public Entry Read()
    {
        foreach (var guard in _guards) guard.Lock.EnterReadLock();
        return new(_guards, writes: false);
    }

    /// <summary>Waits until nobody reads the weights, and keeps all others out until the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">Another thread trains a model with these weights, or this thread
    /// reads them.</exception>
    public Entry Write()
    {
        if (_guards.Any(guard => guard.Lock is { IsReadLockHeld: true, IsWriteLockHeld: false }))
            throw new InvalidOperationException("The weights are in use by a prediction, an evaluation or a saving of "
                + "this thread. Change them when it has returned.");
        foreach (var guard in _guards) guard.Lock.EnterWriteLock();
        var entry = new Entry(_guards, writes: true);
        // A training that begins waits for who is changing weights already, one after another.
        if (!_guards.Any(guard => guard.IsTrainedElsewhere && guard.Lock.RecursiveWriteCount == 1)) return entry;
        entry.Dispose();
        throw new InvalidOperationException("The weights are being trained by another thread. Change them in a "
            + "callback of that training, or when Fit has returned.");
    }

    /// <summary>Takes the weights for a training of this thread.</summary>
    /// <returns>Whether no other training has any of them.</returns>
    public bool TryTrain()
    {
        for (var i = 0; i < _guards.Length; i++)
            if (!_guards[i].TryTrain())
            {
                while (--i >= 0) _guards[i].EndTraining();
                return false;
            }
        // Those who began to change the weights before are done, and others are refused from now on.
        Read().Dispose();
        return true;
    }

    /// <summary>Ends what <see cref="TryTrain"/> began.</summary>
    public void EndTraining()
    {
        foreach (var guard in _guards) guard.EndTraining();
    }

    /// <summary>What ends reading or changing when it is disposed.</summary>
    public readonly ref struct Entry(WeightGuard[] guards, bool writes)
    {
        public void Dispose()
        {
            foreach (var guard in guards)
                if (writes) guard.Lock.ExitWriteLock();
                else guard.Lock.ExitReadLock();
        }
    }
}
