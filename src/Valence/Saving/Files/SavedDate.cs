using System.Globalization;

namespace Valence.Saving;

/// <summary>The date that a file says it was written at.</summary>
internal static class SavedDate
{
    private const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary>Now in UTC, or the second since 1970 that <c>SOURCE_DATE_EPOCH</c> names: with it, equal models are
    /// equal files whenever they are written.</summary>
    public static DateTime Value => long.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None,
        CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime : DateTime.UtcNow;
}
