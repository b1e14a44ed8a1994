namespace Valence.Formats;

/// <summary>A time of a file as exactly as the system has it, which <see cref="DateTime"/> is too coarse for.</summary>
/// <param name="Seconds">Since 1970.</param>
/// <param name="Nanoseconds">0 to 999,999,999.</param>
internal readonly record struct FileTime(long Seconds, long Nanoseconds)
{
    private const int NanosecondsPerTick = 100;

    /// <summary>The same as a date.</summary>
    public DateTime Date => DateTime.UnixEpoch.AddSeconds(Seconds).AddTicks(Nanoseconds / NanosecondsPerTick);

    /// <summary>The time of a date.</summary>
    public static FileTime Of(DateTime date)
    {
        var (seconds, ticks) = Math.DivRem((date - DateTime.UnixEpoch).Ticks, TimeSpan.TicksPerSecond);
        return new(seconds, NanosecondsPerTick * ticks);
    }
}
