namespace Valence.Classification;

/// <summary>Texts without the label that others have.</summary>
internal sealed class UnlabelledTexts : DataCheck
{
    /// <inheritdoc/>
    public override string Name => "unlabelled";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        if (texts.Unlabelled.Count == 0) yield break;
        yield return new(Name, $"{CheckedTexts.Texts(texts.Unlabelled.Count)} "
            + $"{(texts.Unlabelled.Count == 1 ? "has" : "have")} no label and {(texts.Unlabelled.Count == 1 ? "is"
                : "are")} looked at no further: {texts.Named(texts.Unlabelled)}.",
            "Label them, or leave them out: no training takes them.",
            [.. texts.Unlabelled.Select(row => row with { IsLeftOut = true })]);
    }
}
