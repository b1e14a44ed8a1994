using Valence.Callbacks;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Ends the training of a network that would not be done in time, as soon as that can be told.</summary>
/// <param name="clock">What tells the time.</param>
/// <param name="steps">Steps in an epoch.</param>
/// <param name="epochs">Epochs that are needed; 1 where it may end after any.</param>
/// <param name="validated">How many texts are validated on for each that is trained on.</param>
/// <param name="left">How much time there is.</param>
internal sealed class EpochThatFits(TimeProvider clock, int steps, int epochs, double validated, Func<TimeSpan> left)
    : Callback
{
    // The first steps are slow for reasons of their own; an answer takes about a third of a step.
    private const int Skipped = 2;
    private const double ShareOfAnswer = 1 / 3.0;

    // Steps that tell the time of others, and the part of the time there is that they may take.
    private const int Enough = 5;
    private const double Watched = 0.05;

    private long _begin;
    private int _taken;
    private bool _isTold;

    /// <summary>The time that it would have taken; null where it was not ended.</summary>
    public TimeSpan? Needed { get; private set; }

    public override bool WatchesBatches => true;

    public override void OnTrainBatchEnd(int batch, TrainingState state)
    {
        if (_isTold) return;
        if (++_taken <= Skipped) _begin = clock.GetTimestamp();
        var (watched, ends) = (clock.GetElapsedTime(_begin), left());
        if (_taken < Skipped + Enough || watched < Watched * ends) return;
        _isTold = true;
        var all = (double)(state.Steps ?? steps) * epochs;
        var needed = watched / (_taken - Skipped) * (all - _taken + all * validated * ShareOfAnswer);
        if (needed <= ends) return;
        Needed = needed;
        throw new TimeIsOverException();
    }
}
