using System.Text;
using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>HTML tags replaced, by a space unless told otherwise.</summary>
/// <param name="Replacement">What stands in place of a tag.</param>
/// <param name="AnyBrackets">
/// When false a tag begins with a letter, <c>/</c>, <c>!</c> or <c>?</c> after the bracket and holds no other bracket,
/// so that <c>I &lt;3 it</c> stays;
/// when true everything from a <c>&lt;</c> to the next <c>&gt;</c> of the line goes, as with the pattern
/// <c>&lt;.*?&gt;</c>.
/// </param>
public sealed record RemoveHtmlTags(string Replacement = " ", bool AnyBrackets = false) : CleaningStep
{
    internal const string StepName = "remove_html_tags";

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text)
    {
        var open = text.IndexOf('<');
        if (open < 0) return text;
        var result = new StringBuilder(text.Length);
        var kept = 0;
        while (open >= 0)
        {
            var end = open + 1 + text.AsSpan(open + 1).IndexOfAny(AnyBrackets ? ">\n" : "<>");
            if (end == open) break;
            if (text[end] == '>' && (AnyBrackets || StartsTag(text[open + 1])))
            {
                result.Append(text, kept, open - kept).Append(Replacement);
                kept = end + 1;
            }

            open = text.IndexOf('<', end);
        }

        return result.Append(text, kept, text.Length - kept).ToString();
    }

    internal override void Write(JsonObject step)
    {
        step["replacement"] = Replacement;
        step["any_brackets"] = AnyBrackets;
    }

    private static bool StartsTag(char c) => char.IsAsciiLetter(c) || c is '/' or '!' or '?';
}
