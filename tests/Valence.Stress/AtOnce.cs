namespace Valence.Stress;

/// <summary>Runs something on several threads that begin together.</summary>
internal static class AtOnce
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What each thread's call gave, by its number.</summary>
    public static T[] Run<T>(int threads, Func<int, T> call)
    {
        using var start = new Barrier(threads);
        var results = new T[threads];
        var failures = new Exception?[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                results[i] = call(i);
            }
            catch (Exception error)
            {
                failures[i] = error;
            }
        }) { IsBackground = true })];
        foreach (var thread in all) thread.Start();
        foreach (var thread in all)
            if (!thread.Join(Patience)) throw new TimeoutException("A thread waits for something that never comes.");
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
            throw new InvalidOperationException("A thread failed.", first);
        return results;
    }
}
