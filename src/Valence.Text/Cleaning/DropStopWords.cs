using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>The usual 179 stop words of English dropped; the other words, split at white space, are joined by single
/// spaces.</summary>
/// <param name="IgnoreCase">Whether <c>The</c> is a stop word as <c>the</c> is; when false only words in lower case are
/// dropped.</param>
public sealed record DropStopWords(bool IgnoreCase = true) : CleaningStep
{
    internal const string StepName = "drop_stop_words";

    private static readonly FrozenSet<string> InLowerCase = EnglishStopWords.All.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> InAnyCase =
        EnglishStopWords.All.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text)
    {
        var stopWords = IgnoreCase ? InAnyCase : InLowerCase;
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(word => !stopWords.Contains(word)));
    }

    internal override void Write(JsonObject step) => step["ignore_case"] = IgnoreCase;
}
