using System.Text.RegularExpressions;

namespace Valence.Classification;

/// <summary>Texts with tags or entities of HTML, also such that lost their <c>&amp;</c>.</summary>
internal sealed partial class MarkedUpTexts : DataCheck
{
    /// <inheritdoc/>
    public override string Name => "html";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        FoundRow[] found = [.. Enumerable.Range(0, texts.All.Count).Where(i => Html().IsMatch(texts.All[i].Text))
            .Select(texts.Found)];
        if (found.Length > 0)
            yield return new(Name, $"{CheckedTexts.Texts(found)} {(found.Length == 1 ? "has" : "have")} HTML in "
                + $"it: {texts.Named(found)}.", "Nothing needs to be done: the linear model passes tags over, and "
                + "networks read what the cleaning 'reviews' leaves.", found);
    }

    [GeneratedRegex(@"</?[a-zA-Z][a-zA-Z0-9]{0,9}(\s[^<>]{0,200})?/?>"
        + @"|&(#\d{1,6}|#x[0-9a-fA-F]{1,5}|amp|lt|gt|quot|nbsp|apos);|(?<!\w)(#\d{2,4}|amp|lt|gt|quot|nbsp);")]
    private static partial Regex Html();
}
