using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Valence.Text;

/// <summary>The mark <c>rt</c> of repeated tweets replaced.</summary>
/// <param name="InsideWords">
/// When false only the word goes, in either case; when true every lower-case <c>rt</c> goes, even within words
/// (<c>party</c> becomes <c>pay</c>), which repeats a known mistake exactly for models trained with it.
/// </param>
/// <param name="Replacement">What stands in place of the mark.</param>
public sealed partial record RemoveRetweetMarks(bool InsideWords = false, string Replacement = "") : CleaningStep
{
    internal const string StepName = "remove_retweet_marks";

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text) => InsideWords
        ? text.Replace("rt", Replacement, StringComparison.Ordinal)
        : Word.Replace(text, _ => Replacement);

    internal override void Write(JsonObject step)
    {
        step["inside_words"] = InsideWords;
        step["replacement"] = Replacement;
    }

    [GeneratedRegex(@"\brt\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word { get; }
}
