using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Valence.Threading;

namespace Valence.Tests.Threading;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_piece_runs_exactly_once(int threads)
    {
        using var workers = new Workers(threads);
        for (var pieces = 0; pieces < 200; pieces++)
        {
            var job = new Count { Runs = new int[pieces] };
            workers.Run(ref job, pieces);
            Assert.All(job.Runs, runs => Assert.Equal(1, runs));
        }
    }

    [Fact]
    public void Calls_from_many_threads_at_once_all_complete()
    {
        using var workers = new Workers(3);
        Parallel.For(0, 64, _ =>
        {
            for (var i = 0; i < 50; i++)
            {
                var job = new Count { Runs = new int[17] };
                workers.Run(ref job, 17);
                Assert.All(job.Runs, runs => Assert.Equal(1, runs));
            }
        });
    }

    [Fact]
    public void A_job_may_run_a_job()
    {
        using var workers = new Workers(2);
        var job = new Nest { Workers = workers, Sums = new int[8] };
        workers.Run(ref job, 8);
        Assert.All(job.Sums, sum => Assert.Equal(10, sum));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_in_a_piece_reaches_the_caller_and_leaves_the_workers_usable(int threads)
    {
        using var workers = new Workers(threads);
        var failing = new Fail();
        Assert.Equal("piece 3", Assert.Throws<InvalidOperationException>(() => workers.Run(ref failing, 9)).Message);
        var job = new Count { Runs = new int[9] };
        workers.Run(ref job, 9);
        Assert.All(job.Runs, runs => Assert.Equal(1, runs));
    }

    [Fact]
    public void Threads_of_workers_that_nobody_disposed_end()
    {
        Abandon(out var threads);
        for (var i = 0; i < 100 && threads.Any(thread => thread.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }
        Assert.Equal(3, threads.Count);
        Assert.All(threads, thread => Assert.False(thread.IsAlive));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Abandon(out IReadOnlyCollection<Thread> threads)
    {
        var workers = new Workers(4);
        var meet = new Meet { Barrier = new(4), Threads = new() };
        workers.Run(ref meet, 4);
        threads = [.. meet.Threads.Where(thread => thread != Thread.CurrentThread)];
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        using var workers = new Workers(2);
        var job = new Count { Runs = new int[4] };
        for (var i = 0; i < 100; i++) workers.Run(ref job, 4);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) workers.Run(ref job, 4);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Disposed_workers_refuse_work()
    {
        var workers = new Workers(2);
        workers.Dispose();
        var job = new Count { Runs = [] };
        Assert.Throws<ObjectDisposedException>(() => workers.Run(ref job, 1));
    }

    [Fact]
    public void Workers_need_at_least_one_thread() => Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(0));

    private struct Meet : IJob
    {
        public Barrier Barrier;
        public ConcurrentBag<Thread> Threads;

        public readonly void Run(int piece)
        {
            Threads.Add(Thread.CurrentThread);
            Barrier.SignalAndWait();
        }
    }

    private struct Count : IJob
    {
        public int[] Runs;

        public readonly void Run(int piece) => Interlocked.Increment(ref Runs[piece]);
    }

    private struct Nest : IJob
    {
        public Workers Workers;
        public int[] Sums;

        public readonly void Run(int piece)
        {
            var inner = new Count { Runs = new int[10] };
            Workers.Run(ref inner, 10);
            Sums[piece] = inner.Runs.Sum();
        }
    }

    private struct Fail : IJob
    {
        public readonly void Run(int piece)
        {
            if (piece == 3) throw new InvalidOperationException("piece 3");
        }
    }
}
