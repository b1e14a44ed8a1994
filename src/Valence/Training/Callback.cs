namespace Valence.Training;

/// <summary>Something that watches training and may act on it. Override what is needed.</summary>
public abstract class Callback
{
    private bool _isTaken;

    /// <summary>Whether <see cref="OnTrainBatchEnd"/> is wanted: figures are only computed after each step where some
    /// callback wants them.</summary>
    public virtual bool WatchesBatches => false;

    /// <summary>Whether the callback keeps the state of the training as a whole: it then begins before all others and
    /// is called after them.</summary>
    internal virtual bool KeepsTheRun => false;

    /// <summary>Whether the callback writes a file of one training, so that it serves one at a time.</summary>
    internal virtual bool WritesOneFile => false;

    /// <summary>What tells the trainings that such a callback keeps from others, besides what is told of any.</summary>
    internal virtual IEnumerable<(string What, string Value)> Identity => [];

    /// <summary>Takes the callback for a training that is about to begin.</summary>
    /// <exception cref="InvalidOperationException">Another one has it.</exception>
    internal void Take()
    {
        if (WritesOneFile && Interlocked.Exchange(ref _isTaken, true))
            throw new InvalidOperationException($"Another training that is under way has this {GetType().Name}, which "
                + "writes the file of one training at a time. Give each training its own.");
    }

    /// <summary>Gives the callback back.</summary>
    internal void Return() => Volatile.Write(ref _isTaken, false);

    /// <summary>Before the first epoch.</summary>
    public virtual void OnTrainBegin(TrainingState state)
    {
    }

    /// <summary>Before epoch <paramref name="epoch"/>, counted from 0.</summary>
    public virtual void OnEpochBegin(int epoch, TrainingState state)
    {
    }

    /// <summary>After step <paramref name="batch"/> of the epoch, counted from 0; <see cref="TrainingState.Logs"/> has
    /// the running figures.</summary>
    public virtual void OnTrainBatchEnd(int batch, TrainingState state)
    {
    }

    /// <summary>Before an epoch's validation.</summary>
    public virtual void OnTestBegin(TrainingState state)
    {
    }

    /// <summary>After an epoch's validation; <see cref="TrainingState.Logs"/> has its figures too, with <c>val_</c>
    /// before their names.</summary>
    public virtual void OnTestEnd(TrainingState state)
    {
    }

    /// <summary>After epoch <paramref name="epoch"/> and its validation; what is added to
    /// <see cref="TrainingState.Logs"/> enters the history.</summary>
    public virtual void OnEpochEnd(int epoch, TrainingState state)
    {
    }

    /// <summary>After the last epoch, also when training was stopped or cancelled.</summary>
    public virtual void OnTrainEnd(TrainingState state)
    {
    }
}
