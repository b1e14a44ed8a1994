using System.Diagnostics;

namespace Valence.Bench.Peers;

/// <summary>Workers that take turns.</summary>
/// <param name="rounds">Rounds of each.</param>
/// <param name="seconds">No round begins after so long a time.</param>
internal sealed class Contest(int rounds, double seconds)
{
    private const double RoundMilliseconds = 60;

    // Calls so long count from the first; that of shorter ones only says how many fill a round.
    private const double LongMilliseconds = 500;

    // The threads of a library watch for work a while after a call; they would take the next one's time.
    private const int RestMilliseconds = 40;

    /// <summary>Milliseconds of a call by each worker, round by round.</summary>
    public List<double>[] Measure(params IReadOnlyList<Turn> turns)
    {
        var clock = Stopwatch.StartNew();
        double[] once = [.. turns.Select(turn => Rested(turn, 1))];
        var times = once.Select(_ => new List<double>()).ToArray();
        var calls = new int[turns.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            if (once.Min() > LongMilliseconds) times[i].Add(once[i]);
            calls[i] = once[i] > RoundMilliseconds ? 1 : CallsOf(turns[i].Work(CallsOf(once[i])).Milliseconds);
        }
        for (var round = times[0].Count; round < rounds; round++)
        {
            if (round > 0 && clock.Elapsed.TotalSeconds > seconds) break;
            for (var i = 0; i < calls.Length; i++)
            {
                // Another one begins each time.
                var next = (round + i) % calls.Length;
                times[next].Add(Rested(turns[next], calls[next]));
            }
        }
        return times;
    }

    /// <summary>How many calls fill a round.</summary>
    public static int CallsOf(double milliseconds) =>
        (int)Math.Clamp(Math.Ceiling(RoundMilliseconds / milliseconds), 1, 10_000);

    private static double Rested(Turn turn, int calls)
    {
        Thread.Sleep(RestMilliseconds);
        return turn.Work(calls).Milliseconds;
    }
}
