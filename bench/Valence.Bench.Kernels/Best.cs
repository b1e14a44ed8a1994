using System.Diagnostics;

namespace Valence.Bench;

/// <summary>The shortest of many runs: what the code costs when nobody else uses the machine.</summary>
internal static class Best
{
    /// <summary>Milliseconds of the fastest run within about <paramref name="seconds"/>.</summary>
    public static double Milliseconds(Action run, double seconds = 0.6)
    {
        run();
        var best = double.MaxValue;
        var total = Stopwatch.StartNew();
        for (var i = 0; i < 5 || total.Elapsed.TotalSeconds < seconds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return best;
    }
}
