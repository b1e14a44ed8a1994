using System.Globalization;
using System.Text;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Words that stand in texts of one label alone and have nothing to do with the other words there: marks that
/// somebody left, which tell the label without being understood.</summary>
/// <remarks>Words of a subject stand with other words of it. A mark stands beside any: given the label, its texts have
/// each word as often as all texts of the label.</remarks>
internal sealed class GiveAwayWords : DataCheck
{
    // Texts that have the word, at least: fewer do not show whether it stands beside any others. The part of the
    // label's
    // texts that have it, at least, and the part of its texts that have another label, at most.
    private const int FewTexts = 40;
    private const double Part = 0.01, Others = 0.01;

    // The logarithm of how seldom a companion of a word would stand beside it so often by chance.
    private const double Companion = 14;

    // Two words that share so many of their texts are parts of one mark.
    private const double OneMark = 0.8;

    /// <inheritdoc/>
    public override string Name => "give-away words";

    /// <inheritdoc/>
    public override string? LeftOut(CheckedTexts texts) => texts.HaveClasses ? null
        : "it compares texts of one label each";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var rows = texts.Learned;
        var labels = LabelSet.Sorted([.. rows.Select(row => row.Label!).Distinct()]);
        var number = labels.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var words = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var counts = new List<int[]>();
        var of = new int[rows.Count][];
        var total = new int[labels.Length];
        for (var i = 0; i < of.Length; i++)
        {
            texts.ThrowIfCancelled();
            var label = number[rows[i].Label!];
            total[label]++;
            var lower = rows[i].Text.ToLowerInvariant();
            var own = new HashSet<int>();
            foreach (var (start, end) in WordScanner.Spans(lower))
            {
                var word = lower.AsSpan(start..end);
                if (!words.TryGetValue(word, out var id))
                {
                    words.TryAdd(word, id = counts.Count);
                    counts.Add(new int[labels.Length]);
                }
                if (own.Add(id)) counts[id][label]++;
            }
            of[i] = [.. own];
        }
        var names = ids.OrderBy(entry => entry.Value).Select(entry => entry.Key).ToArray();
        var candidates = new List<(int Word, int Label)>();
        for (var id = 0; id < counts.Count; id++)
        {
            var all = counts[id].Sum();
            if (all < FewTexts) continue;
            var label = Array.IndexOf(counts[id], counts[id].Max());
            if (counts[id][label] >= Part * total[label] && all - counts[id][label] <= Others * all
                && all <= rows.Count / 2) candidates.Add((id, label));
        }
        if (candidates.Count == 0) yield break;
        var with = candidates.ToDictionary(candidate => candidate.Word, _ => new List<int>());
        for (var i = 0; i < of.Length; i++)
            foreach (var id in of[i]) if (with.TryGetValue(id, out var its)) its.Add(i);
        foreach (var (word, label) in candidates.OrderByDescending(candidate => with[candidate.Word].Count))
        {
            texts.ThrowIfCancelled();
            if (HasCompanion(word, label)) continue;
            FoundRow[] found = [.. with[word].Where(i => number[rows[i].Label!] == label)
                .Select(i => texts.Found(i) with { MendedText = Without(rows[i].Text, names[word]) })];
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"'{Printable.Line(names[word])}' "
                + $"stands in {with[word].Count} texts, of which {found.Length} have the label "
                + $"'{Printable.Label(LabelSet.Shortened(labels[label]))}', beside any other words: "
                + $"{texts.Named(found)}."),
                "If it is a mark that later texts will not have, take it out: a model would learn it in the place of "
                    + "the texts.", found);
        }

        bool HasCompanion(int word, int label)
        {
            int[] its = [.. with[word].Where(i => number[rows[i].Label!] == label)];
            var beside = new Dictionary<int, int>();
            foreach (var id in its.SelectMany(i => of[i])) beside[id] = beside.GetValueOrDefault(id) + 1;
            foreach (var (other, seen) in beside)
            {
                if (other == word || seen >= OneMark * Math.Max(its.Length, counts[other][label])) continue;
                var share = (double)counts[other][label] / total[label];
                var expected = share * its.Length;
                if (Surprise.Of(seen, expected) > Companion) return true;
            }
            return false;
        }
    }

    private static string Without(string text, string word)
    {
        var (mended, from) = (new StringBuilder(), 0);
        var lower = text.ToLowerInvariant();
        foreach (var (start, end) in WordScanner.Spans(lower))
        {
            if (!lower.AsSpan(start..end).SequenceEqual(word)) continue;
            mended.Append(text, from, start - from);
            from = end;
        }
        return mended.Append(text, from, text.Length - from).ToString().Trim();
    }
}
