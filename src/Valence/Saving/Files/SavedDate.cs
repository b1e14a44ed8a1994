using System.Globalization;
using Valence.Formats;

namespace Valence.Saving;

/// <summary>The date that a file says it was written at.</summary>
internal static class SavedDate
{
    private const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary>Now in UTC, or the second since 1970 that <c>SOURCE_DATE_EPOCH</c> names: with it, equal models are
    /// equal files whenever they are written.</summary>
    /// <exception cref="ConfigException">The variable is set to something else.</exception>
    public static DateTime Value => Given ?? DateTime.UtcNow;

    /// <summary>The second that <c>SOURCE_DATE_EPOCH</c> names, in UTC; null where it is not set.</summary>
    /// <exception cref="ConfigException">The variable is set to something else.</exception>
    public static DateTime? Given
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } given) return null;
            var most = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
            return long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= most ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
                : throw new ConfigException(Variable, string.Create(CultureInfo.InvariantCulture,
                    $"expected seconds since 1970, a whole number from 0 to {most}, found '{FilePlace.Shown(given)}'. "
                        + $"Correct the variable, or remove it"));
        }
    }
}
