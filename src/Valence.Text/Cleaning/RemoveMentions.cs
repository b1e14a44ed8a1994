using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Valence.Text;

/// <summary>Mentions of users such as <c>@united</c> replaced; the at sign of a mail address is none.</summary>
/// <param name="Replacement">What stands in place of a mention.</param>
public sealed partial record RemoveMentions(string Replacement = " ") : CleaningStep
{
    internal const string StepName = "remove_mentions";

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text) => Mention.Replace(text, _ => Replacement);

    internal override void Write(JsonObject step) => step["replacement"] = Replacement;

    [GeneratedRegex(@"(?<!\w)@[A-Za-z0-9_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Mention { get; }
}
