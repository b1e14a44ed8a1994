using System.Diagnostics;

namespace Valence.Bench.Turns;

/// <summary>Measures when it is told to: a line in, a line out.</summary>
/// <remarks>
/// <c>round NETWORK TASK CALLS</c> answers the milliseconds and the allocated bytes of a call, <c>memory</c> the
/// largest resident megabytes so far. A network is built when it is first named and forgotten when another one is.
/// </remarks>
internal static class Worker
{
    /// <summary>Works until the input ends.</summary>
    /// <param name="build">What does a task of the network of a name.</param>
    public static void Run(Func<string, Action<string>> build)
    {
        var (built, work) = ("", (Action<string>?)null);
        while (Console.ReadLine()?.Split(' ') is { } command)
            Console.WriteLine(command switch
            {
                ["round", var name, var task, var calls] => Round(On(name), task, int.Parse(calls)),
                ["memory"] => $"{Process.GetCurrentProcess().PeakWorkingSet64 / 1e6}",
                _ => throw new ArgumentException($"Expected a command, received '{string.Join(' ', command)}'."),
            });

        Action<string> On(string name)
        {
            if (work is not null && name == built) return work;
            work = null;
            GC.Collect();
            built = name;
            return work = build(name);
        }
    }

    private static string Round(Action<string> work, string task, int calls)
    {
        // The other process has had the caches, and the threads have slept.
        if (calls > 1) work(task);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++) work(task);
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return $"{milliseconds / calls} {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / calls}";
    }
}
