using System.Globalization;
using Valence.Text;

namespace Valence.Language;

/// <summary>An answer in a conversation.</summary>
/// <param name="Text">What is said.</param>
/// <param name="Intent">The tag of the intent that was understood; null where the fallback is answered.</param>
/// <param name="Nearest">The tag of the most probable intent among those that are answered in the conversation's state;
/// null where there is none, or the question holds no known word.</param>
/// <param name="Probability">The probability of that intent, from 0 to 1.</param>
/// <param name="Threshold">The probability below which the fallback is answered.</param>
/// <param name="ContextBefore">The state in which the question was asked; null for none.</param>
/// <param name="Context">The state afterwards.</param>
public sealed record ChatReply(string Text, string? Intent, string? Nearest, float Probability, float Threshold,
    string? ContextBefore, string? Context)
{
    /// <summary>Whether the question holds a known word.</summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>Why this was answered, in a sentence.</summary>
    public string Reason => (!IsReadable ? "no word of the question is known"
        : Nearest is null ? "no intent is answered in this state"
        : string.Create(CultureInfo.InvariantCulture, $"{Printable.Label(Nearest)} {Probability:F3}, "
            + $"{(Intent is null ? "below" : "from")} the threshold of {Threshold:F3}{(Intent is null ? "" : " on")}"))
        + (ContextBefore is null ? "" : $"; in the state {Printable.Label(ContextBefore)}")
        + (Context == ContextBefore ? "" : Context is null ? "; which ends" : $"; now in {Printable.Label(Context)}");
}
