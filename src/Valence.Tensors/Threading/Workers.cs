using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Valence.Threading;

/// <summary>Threads that share the pieces of one job at a time with the thread that calls them.</summary>
/// <remarks>
/// A call allocates nothing. When the threads are busy with another thread's job, or the call comes from inside a job,
/// the caller does all pieces itself,
/// so calls may come from anywhere and never wait for each other. The threads begin with the first job that has several
/// pieces. Idle ones watch for work for a moment, then sleep; they end when the workers are disposed, or when nothing
/// refers to them any more.
/// </remarks>
public sealed class Workers : IDisposable
{
    // A thread that slept is often woken on the core of its caller; between the operations of a training step it must
    // not sleep.
    private const int WatchMicroseconds = 2000;

    // Threads beyond the processors would take the time of those that work.
    private const int CrowdedWatchMicroseconds = 20;
    private const int PausesBetweenLooks = 12;

    private readonly Thread?[] _threads;
    private readonly long _watch;
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Call number in the upper half, pieces nobody has claimed yet in the lower half: a claim succeeds only
    /// within the call it looked at.</summary>
    private long _open;
    private int _completed;
    private int _busy;
    private int _asleep;
    private volatile bool _disposed;

    private int _pieces;
    private unsafe void* _job;
    private unsafe delegate*<void*, int, void> _run;
    private Exception? _failure;

    /// <summary>Work for <paramref name="threads"/> − 1 background threads and the caller of
    /// <see cref="Run"/>.</summary>
    /// <param name="threads">How many threads work on a job at the same time; at least 1, which means the caller
    /// alone.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    public Workers(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Count = threads;
        _watch = Stopwatch.Frequency * (threads <= Environment.ProcessorCount ? WatchMicroseconds
            : CrowdedWatchMicroseconds) / 1_000_000;
        _threads = new Thread[threads - 1];
    }

    /// <summary>Ends the threads of workers that nobody disposed.</summary>
    ~Workers()
    {
        // Workers of a refused number of threads are finalized too.
        if (Count > 1) _wake.Release(Count - 1);
    }

    /// <summary>How many threads work on a job at the same time, the caller included.</summary>
    public int Count { get; }

    /// <summary>Whether the threads have ended.</summary>
    internal bool IsDisposed => _disposed;

    /// <summary>Runs pieces 0 … <paramref name="pieces"/> − 1 of <paramref name="job"/> and returns when all are
    /// done.</summary>
    /// <exception cref="ObjectDisposedException">The workers were disposed.</exception>
    /// <remarks>An exception in a piece reaches the caller after the pieces already under way have ended; when several
    /// fail, one of them does.</remarks>
    public unsafe void Run<TJob>(ref TJob job, int pieces) where TJob : struct, IJob
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (pieces <= 1 || _threads.Length == 0 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (var piece = 0; piece < pieces; piece++) job.Run(piece);
            return;
        }
        if (_threads[0] is null) Start();
        var shared = job;
        _job = Unsafe.AsPointer(ref shared);
        _run = &RunPiece<TJob>;
        _pieces = pieces;
        _completed = 0;
        Interlocked.Exchange(ref _open, (((_open >> 32) + 1) << 32) | (uint)pieces);
        Wake(pieces - 1);
        WorkOnPieces();
        var wait = new SpinWait();
        while (Volatile.Read(ref _completed) < pieces) wait.SpinOnce(sleep1Threshold: -1);
        var failure = _failure;
        _failure = null;
        job = shared;
        Volatile.Write(ref _busy, 0);
        GC.KeepAlive(this);
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Ends the threads. No job may be under way.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        GC.SuppressFinalize(this);
        if (_threads.Length > 0) _wake.Release(_threads.Length);
        foreach (var thread in _threads) thread?.Join();
        _wake.Dispose();
    }

    private static unsafe void RunPiece<TJob>(void* job, int piece) where TJob : struct, IJob =>
        Unsafe.AsRef<TJob>(job).Run(piece);

    private void Start()
    {
        var (self, wake) = (new WeakReference<Workers>(this), _wake);
        for (var i = 0; i < _threads.Length; i++)
        {
            var thread = new Thread(() => Serve(self, wake))
            {
                IsBackground = true,
                Name = string.Create(CultureInfo.InvariantCulture, $"Valence worker {i + 1}"),
            };
            _threads[i] = thread;
            thread.Start();
        }
    }

    // A sleeping thread does not keep the workers.
    private static void Serve(WeakReference<Workers> workers, SemaphoreSlim wake)
    {
        while (Work(workers) is { } sleeps)
            if (sleeps) wake.Wait();
    }

    // Whether the thread sleeps until there is more; null where it ends.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool? Work(WeakReference<Workers> workers)
    {
        if (!workers.TryGetTarget(out var self) || self._disposed) return null;
        self.WorkOnPieces();
        return !self.SeesWork() && self.MaySleep();
    }

    private unsafe void WorkOnPieces()
    {
        while (true)
        {
            var open = Volatile.Read(ref _open);
            if ((int)open == 0) return;
            if (Interlocked.CompareExchange(ref _open, open - 1, open) != open) continue;
            // The claimed piece keeps its call open, so the fields below are that call's.
            try
            {
                _run(_job, _pieces - (int)open);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
            }
            Interlocked.Increment(ref _completed);
        }
    }

    private bool SeesWork()
    {
        var until = Stopwatch.GetTimestamp() + _watch;
        do
        {
            if ((int)Volatile.Read(ref _open) != 0 || _disposed) return true;
            Thread.SpinWait(PausesBetweenLooks);
        }
        while (Stopwatch.GetTimestamp() < until);
        return false;
    }

    private bool MaySleep()
    {
        Interlocked.Increment(ref _asleep);
        // Work that arrived before the increment was announced to nobody; a caller that already counted this thread has
        // left it a permit.
        return ((int)Volatile.Read(ref _open) == 0 && !_disposed) || TakeSleepers(1) == 0;
    }

    private void Wake(int wanted)
    {
        var sleepers = TakeSleepers(wanted);
        if (sleepers > 0) _wake.Release(sleepers);
    }

    private int TakeSleepers(int wanted)
    {
        while (true)
        {
            var asleep = Volatile.Read(ref _asleep);
            var taken = Math.Min(asleep, wanted);
            if (taken == 0 || Interlocked.CompareExchange(ref _asleep, asleep - taken, asleep) == asleep) return taken;
        }
    }
}
