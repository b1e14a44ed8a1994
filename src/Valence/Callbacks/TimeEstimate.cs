using System.Globalization;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Says once, after some steps, how long a training will take, where that is more than a minute.</summary>
/// <param name="clock">What tells the time.</param>
/// <param name="steps">Steps in an epoch.</param>
/// <param name="validated">How many texts are validated on after an epoch for each that is trained on.</param>
/// <param name="mayEnd">Whether training may end before its last epoch.</param>
internal sealed class TimeEstimate(TimeProvider clock, int steps, double validated, bool mayEnd) : Callback
{
    // The first steps are slow for reasons of their own.
    private const int Skipped = 2;

    // An answer takes about a third of a step: no gradients of what goes in, none of weights.
    private const double ShareOfAnswer = 1 / 3.0;

    private const double Least = 1.5;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(5);
    private long _begin;
    private int _taken;
    private bool _isSaid;

    public override bool WatchesBatches => true;

    public override void OnTrainBegin(TrainingState state) => (_taken, _isSaid) = (0, false);

    public override void OnTrainBatchEnd(int batch, TrainingState state)
    {
        if (_isSaid) return;
        if (++_taken <= Skipped) _begin = clock.GetTimestamp();
        var watched = clock.GetElapsedTime(_begin);
        if (_taken <= Skipped || watched < Watched) return;
        _isSaid = true;
        var all = (double)steps * (state.Epochs - state.InitialEpoch) - state.InitialStep;
        var minutes = watched.TotalMinutes / (_taken - Skipped) * (all - _taken + all * validated * ShareOfAnswer);
        if (minutes >= Least) state.Progress?.Say($"Training takes {(mayEnd ? "up to " : "")}about {Words(minutes)}.");
    }

    private static string Words(double minutes) => minutes < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(minutes)} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:0.#} hours");
}
