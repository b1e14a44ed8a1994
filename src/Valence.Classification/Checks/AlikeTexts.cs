using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Texts that mean nearly what another one does, by the vectors of a pre-trained encoder.</summary>
/// <param name="embedder">The encoder.</param>
internal sealed class AlikeTexts(TextEmbedder embedder) : DataCheck
{
    // Of sentences, most paraphrases have this cosine with MiniLM, and few pairs that say different things.
    private const double Least = 0.9;

    // Of a text the nearest others, itself among them.
    private const int Compared = 9;

    private const int MostTexts = 100_000;

    /// <inheritdoc/>
    public override string Name => "alike texts";

    /// <inheritdoc/>
    public override string? LeftOut(CheckedTexts texts) => texts.All.Count > MostTexts
        ? FormattableString.Invariant($"each text is compared with all others, of {MostTexts} at most") : null;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var (repeated, contradicting, shared) = (new List<Pair>(), new List<Pair>(), new List<Pair>());
        foreach (var pair in Pairs(texts))
        {
            if (pair.Later.IsTest != pair.Earlier.IsTest) shared.Add(pair);
            else if (pair.HasOtherLabel) contradicting.Add(pair);
            else repeated.Add(pair);
        }
        if (repeated.Count > 0)
            yield return Found(repeated, "of the same label", "They teach little beside each other, and where one is "
                + "held out to judge by, figures promise too much. Read some and leave out what says the same.");
        if (contradicting.Count > 0)
            yield return Found(contradicting, texts.HaveSets ? "with other labels" : "with another label",
                $"Decide {(texts.HaveSets ? "which labels are" : "which label is")} right, where both say the same.");
        if (shared.Count > 0)
            yield return Found(shared, "on the other side of the test", "Figures on the test may promise too much. "
                + "Leave them out of what is learned from, where both say the same.");

        Finding Found(List<Pair> pairs, string others, string advice) => new(Name, $"{CheckedTexts.Texts(pairs.Count)} "
            + $"{(pairs.Count == 1 ? "is" : "are")} like another {others} in meaning: "
            + $"{string.Join(", ", pairs.Take(3).Select(Named))}{(pairs.Count > 3 ? ", …" : "")}.", advice,
            [.. pairs.Select(pair => pair.Later with { Like = pair.Earlier })]);

        string Named(Pair pair) => string.Create(CultureInfo.InvariantCulture,
            $"{texts.Name(pair.Later)} and {texts.Name(pair.Earlier)} ({pair.Similarity:.00})");
    }

    // Of each text the most similar earlier one that it does not repeat, the most similar pairs first.
    private IEnumerable<Pair> Pairs(CheckedTexts texts)
    {
        var cancellation = texts.Settings.CancellationToken;
        string[] all = [.. texts.All.Select(row => row.Text)];
        var vectors = embedder.Embed(all, cancellationToken: cancellation);
        var nearest = new NearestVectors(vectors).Find(vectors, Math.Min(Compared, all.Length), cancellation);
        var pairs = new List<Pair>();
        for (var later = 0; later < all.Length; later++)
            foreach (var (earlier, similarity) in nearest[later])
            {
                if (similarity < Least) break;
                if (earlier >= later || string.IsNullOrWhiteSpace(all[later])
                    || Fingerprint64.Of(all[earlier].Trim()) == Fingerprint64.Of(all[later].Trim())) continue;
                pairs.Add(new(texts.Found(later), texts.Found(earlier), similarity,
                    texts.Labels[later] is { } label && texts.Labels[earlier] is { } other && label != other));
                break;
            }
        return pairs.OrderByDescending(pair => pair.Similarity).ThenBy(pair => pair.Later.Row);
    }

    private sealed record Pair(FoundRow Later, FoundRow Earlier, double Similarity, bool HasOtherLabel);
}
