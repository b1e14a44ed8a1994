namespace Valence.Tests.Optimizers;

/// <summary>What code allocates on the heap once it is warm.</summary>
internal static class Allocated
{
    /// <summary>The bytes that a run of <paramref name="code"/> allocates on this thread: the least of several runs,
    /// because a collection on behalf of another test adds up to a few kilobytes to the count.</summary>
    public static long Bytes(Action code)
    {
        for (var i = 0; i < 3; i++) code();
        var least = long.MaxValue;
        for (var i = 0; i < 10 && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            code();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
