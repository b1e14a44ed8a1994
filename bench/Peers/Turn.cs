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
