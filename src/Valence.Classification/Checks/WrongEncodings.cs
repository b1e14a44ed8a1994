using Valence.Text;

namespace Valence.Classification;

/// <summary>Texts that were read in another encoding than they were written in.</summary>
internal sealed class WrongEncodings : DataCheck
{
    /// <inheritdoc/>
    public override string Name => "encoding";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var (mended, lost) = (new List<FoundRow>(), new List<FoundRow>());
        for (var i = 0; i < texts.All.Count; i++)
        {
            var text = texts.All[i].Text;
            if (Mojibake.Mended(text) is { } right) mended.Add(texts.Found(i) with { MendedText = right });
            else if (text.Contains('\uFFFD')) lost.Add(texts.Found(i));
        }
        if (mended.Count > 0)
        {
            var (wrong, right) = Example(texts, mended[0]);
            yield return new(Name, $"{CheckedTexts.Texts(mended)} {(mended.Count == 1 ? "was" : "were")} read in "
                + $"another encoding than written, such as '{wrong}' for '{right}': {texts.Named(mended)}.",
                "Read the file in its own encoding, or mend the texts.", mended);
        }
        if (lost.Count > 0)
            yield return new(Name, $"{CheckedTexts.Texts(lost)} {(lost.Count == 1 ? "has" : "have")} U+FFFD "
                + $"where letters were lost: {texts.Named(lost)}.", "Take the texts from where they are whole.", lost);
    }

    // The first word that changes.
    private static (string Wrong, string Right) Example(CheckedTexts texts, FoundRow row)
    {
        var text = texts.All[row.IsTest ? texts.Learned.Count + row.Index : row.Index].Text;
        foreach (var word in text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (Mojibake.Mended(word) is { } right) return (Shown(word), Shown(right));
        return ("", "");

        static string Shown(string word) => Printable.Line(LabelSet.Shortened(word));
    }
}
