using System.Net;

namespace Valence.Text;

/// <summary>HTML entities such as <c>&amp;amp;</c> and <c>&amp;#39;</c> as the characters they stand for.</summary>
public sealed record DecodeHtmlEntities : CleaningStep
{
    internal const string StepName = "decode_html_entities";

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text) => WebUtility.HtmlDecode(text);
}
