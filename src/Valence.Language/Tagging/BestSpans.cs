using Valence.Callbacks;
using Valence.Classification;
using Valence.Training;

namespace Valence.Language;

/// <summary>Judges each epoch by the spans of held-out texts and remembers the weights of the best.</summary>
/// <param name="judge">The figure of the network as it is; higher is better.</param>
/// <param name="name">What the figure is called.</param>
internal sealed class BestSpans(Func<double> judge, string name) : Callback
{
    private const string Best = "best", Epoch = "epoch";

    private IReadOnlyList<Tensor>? _weights;

    /// <summary>The best figure.</summary>
    public double Figure { get; private set; } = double.NegativeInfinity;

    /// <summary>How many epochs the best weights have learned.</summary>
    public int Epochs { get; private set; }

    /// <summary>The best weights; null before the first epoch has ended.</summary>
    public IReadOnlyList<Tensor>? Weights => _weights;

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        if (!state.Model.IsFinite()) throw new NonFiniteLossException((state.Steps ?? 1) - 1, float.NaN);
        var memory = state.MemoryOf(this);
        var figure = judge();
        state.Logs[name] = (float)figure;
        // Of equal epochs the later one is surer of its answers.
        if (figure >= (memory[Best] ?? double.NegativeInfinity))
        {
            (memory[Best], memory[Epoch]) = (figure, epoch + 1);
            memory.Tensors = [.. state.Model.GetWeights()];
        }
        // Also of a training that goes on, whose best epoch may lie before.
        (Figure, Epochs, _weights) = (memory[Best]!.Value, (int)memory[Epoch]!.Value, memory.Tensors);
    }
}
