namespace Valence.Classification.Tests.Search;

/// <summary>A clock that goes on by so much whenever somebody looks.</summary>
internal sealed class LookedAtClock(TimeSpan step) : TimeProvider
{
    private long _ticks;

    public TimeSpan Read => TimeSpan.FromTicks(_ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks += step.Ticks;
}
