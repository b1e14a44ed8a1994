using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Valence.Text;

/// <summary>Web addresses, from <c>http://</c>, <c>https://</c> or <c>www.</c> to the next white space,
/// replaced.</summary>
/// <param name="Replacement">What stands in place of an address.</param>
public sealed partial record RemoveUrls(string Replacement = " ") : CleaningStep
{
    internal const string StepName = "remove_urls";

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text) => Address.Replace(text, _ => Replacement);

    internal override void Write(JsonObject step) => step["replacement"] = Replacement;

    [GeneratedRegex(@"\b(?:https?://|www\.)\S+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address { get; }
}
