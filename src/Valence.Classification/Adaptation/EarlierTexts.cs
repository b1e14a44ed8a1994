using Valence.Text;

namespace Valence.Classification;

/// <summary>Which of some texts an earlier classifier has learned from, as far as it knows: these would judge it, and
/// what goes on from it, too kindly.</summary>
/// <param name="Classifier">The earlier classifier.</param>
/// <param name="Unlearned">The places of the texts that it has not learned from, ascending.</param>
/// <param name="Known">How many it has learned from.</param>
internal sealed record EarlierTexts(TextClassifier Classifier, int[] Unlearned, int Known)
{
    /// <summary>Asks the earlier classifier.</summary>
    public static EarlierTexts Of(IReadOnlyList<LabelledText> texts, TextClassifier earlier)
    {
        int[] unlearned = [.. Enumerable.Range(0, texts.Count)
            .Where(i => earlier.Training.Texts?.Contains(texts[i].Text) != true)];
        return new(earlier, unlearned, texts.Count - unlearned.Length);
    }
}
