namespace Valence.Layers;

/// <summary>Keeps those who read weights from those who change them: any number of readers, or one writer, and one
/// training at a time.</summary>
internal sealed class WeightGuard
{
    private static long _made;
    private Thread? _trainer;

    /// <summary>By which those who need several guards enter them in one order.</summary>
    public long Number { get; } = Interlocked.Increment(ref _made);

    /// <summary>Readers and writers. A thread that reads may read again: a layer of one's own may ask a
    /// model.</summary>
    public ReaderWriterLockSlim Lock { get; } = new(LockRecursionPolicy.SupportsRecursion);

    /// <summary>Whether another thread trains the weights.</summary>
    public bool IsTrainedElsewhere => _trainer is { } thread && thread != Thread.CurrentThread;

    /// <summary>Takes the weights for a training of this thread.</summary>
    /// <returns>Whether no training has them.</returns>
    public bool TryTrain() => Interlocked.CompareExchange(ref _trainer, Thread.CurrentThread, null) is null;

    /// <summary>Ends what <see cref="TryTrain"/> began.</summary>
    public void EndTraining() => _trainer = null;
}
