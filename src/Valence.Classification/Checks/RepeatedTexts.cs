using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Texts that an earlier row has exactly, or nearly.</summary>
/// <param name="near">Whether texts are compared that are not equal.</param>
internal sealed class RepeatedTexts(bool near) : DataCheck
{
    /// <summary>What near repeats are called.</summary>
    public const string Near = "near repeats";

    /// <inheritdoc/>
    public override string Name => near ? Near : "repeats";

    /// <inheritdoc/>
    public override string? LeftOut(CheckedTexts texts) => near && texts.All.Count > SimilarTexts.Most
        ? FormattableString.Invariant($"each text is compared with all others, of {SimilarTexts.Most} at most") : null;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var (repeated, contradicting, shared) = (new List<FoundRow>(), new List<FoundRow>(), new List<FoundRow>());
        foreach (var (later, earlier) in near ? SimilarTexts.In(texts) : Equal(texts))
        {
            var (row, first) = (texts.Found(later), texts.Found(earlier));
            if (first.IsTest != row.IsTest) shared.Add(first with { Like = row, IsLeftOut = true });
            // One word may make another label right.
            else if (texts.Labels[later] is { } label && texts.Labels[earlier] is { } other && label != other)
                contradicting.AddRange([first with { IsLeftOut = !near },
                    row with { Like = first, IsLeftOut = !near }]);
            else repeated.Add(row with
            {
                Like = first,
                IsLeftOut = !near || SimilarTexts.SayTheSame(texts.All[later].Text, texts.All[earlier].Text),
            });
        }
        // What is nearly equal to a text of another label as well stays with it.
        var disputed = contradicting.Where(row => !row.IsLeftOut && !row.IsTest).Select(row => row.Index).ToHashSet();
        repeated = [.. repeated.Select(row => disputed.Contains(row.Index) ? row with { IsLeftOut = false } : row)];
        var others = repeated.Count(row => !row.IsLeftOut);
        string How(int count) => (near ? "nearly " : "") + (count == 1 ? "repeats" : "repeat");
        if (repeated.Count > 0)
            yield return new(Name, $"{CheckedTexts.Texts(repeated.Count)} {How(repeated.Count)} an earlier one: "
                + $"{Pairs(texts, repeated)}.", "Leave them out: they count twice, and where one is held out to judge "
                + "by, a model has seen it." + (others == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
                    $" {(others == repeated.Count ? "They" : others == 1 ? "1 of them" : $"{others} of them")} may say "
                    + $"something else, with other numbers, other words in few, or another label beside them: a mended "
                    + $"copy keeps {(others == 1 ? "it" : "these")}.")), repeated);
        contradicting = [.. contradicting.DistinctBy(row => (row.Index, row.IsTest))];
        if (contradicting.Count > 0)
            yield return new(Name, $"{CheckedTexts.Texts(contradicting.Count)} are {(near ? "nearly " : "")}equal to "
                + $"others with {(texts.HaveSets ? "other labels" : "another label")}: "
                + $"{Pairs(texts, [.. contradicting.Where(row => row.Like is not null)])}.",
                $"Decide {(texts.HaveSets ? "which labels are" : "which label is")} right"
                    + (near ? "; a mended copy keeps them, as both may be." : ", or leave them out."),
                contradicting);
        shared = [.. shared.DistinctBy(row => row.Index)];
        if (shared.Count > 0)
            yield return new(Name, $"{CheckedTexts.Texts(shared.Count)} {How(shared.Count)} a text of the test: "
                + $"{Pairs(texts, shared)}.", "Leave them out of what is learned from: figures on the test would "
                + "promise too much.", shared);
    }

    private static string Pairs(CheckedTexts texts, List<FoundRow> rows) => string.Join(", ", rows.Take(3)
        .Select(row => $"{texts.Name(row)} and {texts.Name(row.Like!)}")) + (rows.Count > 3 ? ", …" : "");

    private static IEnumerable<(int Later, int Earlier)> Equal(CheckedTexts texts)
    {
        var first = new Dictionary<ulong, int>();
        for (var i = 0; i < texts.All.Count; i++)
            if (texts.All[i].Text.Trim() is { Length: > 0 } text
                && !first.TryAdd(Fingerprint64.Of(text), i)) yield return (i, first[Fingerprint64.Of(text)]);
    }
}
