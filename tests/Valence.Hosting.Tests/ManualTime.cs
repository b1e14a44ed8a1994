namespace Valence.Hosting.Tests;

/// <summary>A clock whose timers go off when the test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private ManualTimer? _timer;

    /// <summary>What the timer waits for; null where there is none or it does not run.</summary>
    public TimeSpan? Due => _timer?.Due;

    /// <summary>Lets the timer go off, which must run.</summary>
    public void GoOff() => _timer!.GoOff();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.Null(_timer);
        return _timer = new(() => callback(state));
    }

    private sealed class ManualTimer(Action callback) : ITimer
    {
        public TimeSpan? Due { get; private set; }

        public void GoOff()
        {
            Assert.NotNull(Due);
            Due = null;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            return true;
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
