using System.Diagnostics;
using Valence.Bench.Turns;

namespace Valence.Bench.Peers;

/// <summary>A worker and what it does in its turn.</summary>
internal readonly record struct Turn(WorkerProcess Worker, string Network, string Task)
{
    public Round Work(int calls) => Worker.Work(Network, Task, calls);

    /// <summary>Calls until the compiler has done its work: 64 and half a second of them, or three seconds.</summary>
    public void WarmUp()
    {
        var (calls, done, spent) = (1, 0, 0.0);
        while ((done < 64 || spent < 500) && spent < 3000)
        {
            var milliseconds = Work(calls).Milliseconds;
            (done, spent) = (done + calls, spent + calls * milliseconds);
            calls = Contest.CallsOf(milliseconds);
        }
    }
}

/// <summary>Workers that take turns.</summary>
/// <param name="rounds">Rounds of each.</param>
/// <param name="seconds">No round begins after so long a time.</param>
internal sealed class Contest(int rounds, double seconds)
{
    private const double RoundMilliseconds = 60;

    // The threads of a library watch for work a while after a call; they would take the next one's time.
    private const int RestMilliseconds = 40;

    /// <summary>Milliseconds of a call by each worker, round by round.</summary>
    public List<double>[] Measure(params IReadOnlyList<Turn> turns)
    {
        var calls = turns.Select(CallsOfARound).ToArray();
        var times = turns.Select(_ => new List<double>()).ToArray();
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < rounds && (round == 0 || clock.Elapsed.TotalSeconds < seconds); round++)
            for (var i = 0; i < turns.Count; i++)
            {
                var next = (round + i) % turns.Count;
                Thread.Sleep(RestMilliseconds);
                times[next].Add(turns[next].Work(calls[next]).Milliseconds);
            }
        return times;
    }

    /// <summary>How many calls fill a round.</summary>
    public static int CallsOf(double milliseconds) =>
        (int)Math.Clamp(Math.Ceiling(RoundMilliseconds / milliseconds), 1, 10_000);

    private static int CallsOfARound(Turn turn)
    {
        var calls = CallsOf(turn.Work(1).Milliseconds);
        return calls == 1 ? 1 : CallsOf(turn.Work(calls).Milliseconds);
    }
}
