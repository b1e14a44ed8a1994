using Valence.Formats;

namespace Valence.Saving;

/// <summary>Why a file, or a part of it, is not opened.</summary>
/// <param name="Rule">The code of the rule: those of <see cref="FileFormatException.Rule"/> and
/// <see cref="ConfigException.Rule"/>.</param>
/// <param name="Reason">What was expected and found, where, and what to do.</param>
public sealed record ModelRefusal(string Rule, string Reason)
{
    /// <summary>The refusal that an exception tells of, or null where it tells of something else.</summary>
    public static ModelRefusal? Of(Exception error) => error switch
    {
        FileFormatException format => new(format.Rule, WithoutRule(format.Message, format.Rule)),
        ConfigException config => new(config.Rule, WithoutRule(config.Message, config.Rule)),
        _ => null,
    };

    private static string WithoutRule(string message, string rule)
    {
        var end = $" ({rule})";
        return message.EndsWith(end, StringComparison.Ordinal) ? message[..^end.Length] : message;
    }
}
