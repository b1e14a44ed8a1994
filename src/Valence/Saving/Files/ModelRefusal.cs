using Valence.Formats;

namespace Valence.Saving;

/// <summary>Why a file, or a part of it, is not opened.</summary>
/// <param name="Rule">The code of the rule: those of <see cref="FileFormatException.Rule"/> and <see cref="ConfigException.Rule"/>, or <c>K-SHAPE</c> where the layers do not fit each other or the file.</param>
/// <param name="Reason">What was expected and found, where, and what to do.</param>
public sealed record ModelRefusal(string Rule, string Reason)
{
    /// <summary>The refusal that an exception tells of, or null where it tells of something else.</summary>
    public static ModelRefusal? Of(Exception error) => error switch
    {
        FileFormatException format => new(format.Rule, WithoutRule(format)),
        ConfigException config => new(config.Rule, config.Message),
        ShapeException shape => new("K-SHAPE", shape.Message),
        _ => null,
    };

    private static string WithoutRule(FileFormatException error)
    {
        var end = $" ({error.Rule})";
        return error.Message.EndsWith(end, StringComparison.Ordinal) ? error.Message[..^end.Length] : error.Message;
    }
}
