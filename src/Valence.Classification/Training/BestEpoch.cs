using Valence.Callbacks;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Keeps the best epoch of a network's training, and ends it where its time is over.</summary>
internal sealed class BestEpoch(TextClassifier classifier, Action<TextClassifier>? save, string figure,
    Func<bool>? isOver) : Callback
{
    private const string Best = "best";

    /// <summary>The weights of the best epoch, where the time may end.</summary>
    public Tensor[]? Weights { get; private set; }

    /// <summary>Whole epochs.</summary>
    public int Epochs { get; private set; }

    public override bool WatchesBatches => isOver is not null;

    public override void OnTrainBatchEnd(int batch, TrainingState state)
    {
        if (isOver?.Invoke() == true) throw new TimeIsOverException();
    }

    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        var current = state.Logs[figure];
        // The last step may have spoilt the weights without any loss telling of it yet.
        if (!float.IsFinite(current) || !classifier.Model.IsFinite())
            throw new NonFiniteLossException((state.Steps ?? 1) - 1, float.IsFinite(current) ? float.NaN : current);
        Epochs = epoch + 1;
        var memory = state.MemoryOf(this);
        if (current >= (memory[Best] ?? float.PositiveInfinity)) return;
        memory[Best] = current;
        if (isOver is not null) Weights = [.. classifier.Model.GetWeights()];
        save?.Invoke(classifier);
    }
}
