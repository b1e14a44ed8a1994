using System.Collections;

namespace Valence.Training;

/// <summary>Batches that are made when they are asked for, such as of rows on disk: <c>keras.utils.PyDataset</c>.
/// <c>Fit</c> takes one where it takes a stream, knows how many steps an epoch has, and finds its place again in a
/// resumed training.</summary>
/// <remarks>The order is the sequence's own: what shuffles does so in <see cref="OnEpochBegin"/>, by the number of the
/// epoch, so that a resumed training sees the same batches. Batches are asked for one after another, from one
/// thread.</remarks>
public abstract class BatchSequence : IEnumerable<Batch>
{
    /// <summary>How many batches an epoch has; at least 1.</summary>
    public abstract int Count { get; }

    /// <summary>The batch of a number from 0 to one less than <see cref="Count"/>. It is read before the next one is
    /// asked for, so that its tensors may be filled again.</summary>
    public abstract Batch this[int index] { get; }

    /// <summary>Begins an epoch, the first being 0; nothing where batches are the same in each.</summary>
    public virtual void OnEpochBegin(int epoch)
    {
    }

    /// <summary>The batches in their order.</summary>
    public IEnumerator<Batch> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
