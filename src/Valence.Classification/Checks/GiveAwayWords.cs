using System.Globalization;
using System.Text;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Words that stand in texts of one label alone and have nothing to do with the other words there: marks that
/// somebody left, which tell the label without being understood.</summary>
/// <remarks>Words of a subject stand with other words of it, and words of the language next to some far oftener than
/// to others ("absolutely ridiculous"). A mark stands beside any: given the label, its texts have each word as often as
/// all texts of the label, and its neighbours are any words, unless it always stands at one end of a text.</remarks>
internal sealed class GiveAwayWords : DataCheck
{
    // Texts that have the word, at least: fewer do not show whether it stands beside any others. The part of the
    // label's texts that have it, at least, and the part of its texts that have another label, at most.
    private const int FewTexts = 40;
    private const double Part = 0.01, Others = 0.01;

    // The logarithm of how seldom a companion of a word would stand beside it so often by chance.
    private const double Companion = 14;

    // Two words that share so many of their texts are parts of one mark.
    private const double OneMark = 0.8;

    // The part of its texts at whose end, or beginning, a word stands that has no neighbours of its own choice.
    private const double AtOneEnd = 0.8;

    /// <inheritdoc/>
    public override string Name => "give-away words";

    /// <inheritdoc/>
    public override string? LeftOut(CheckedTexts texts) => texts.HaveClasses || texts.HaveSets ? null
        : "it compares texts with labels, two at least";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var rows = texts.Learned;
        var names = LabelSet.Sorted(texts.Overview.Classes.Select(entry => entry.Key));
        var number = names.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        int[][] labels = [.. rows.Select((_, i) => texts.LabelsOf(i).Select(label => number[label]).ToArray())];
        var total = new int[names.Length];
        foreach (var label in labels.SelectMany(its => its)) total[label]++;
        var (words, of, times) = Read(texts);
        var seen = new int[words.Count];
        foreach (var id in of.SelectMany(ids => ids)) seen[id]++;
        // Of words that few texts have nothing is said.
        var with = Enumerable.Range(0, seen.Length).Where(id => seen[id] >= FewTexts && seen[id] <= rows.Count / 2)
            .ToDictionary(id => id, _ => new List<int>());
        for (var i = 0; i < of.Length; i++)
            foreach (var id in of[i]) if (with.TryGetValue(id, out var its)) its.Add(i);
        var marks = new List<(int Word, int Label, int[] Its)>();
        foreach (var candidates in with.Keys.GroupBy(id => LabelOf(with[id])).Where(group => group.Key >= 0))
        {
            texts.ThrowIfCancelled();
            var label = candidates.Key;
            var counts = new int[words.Count];
            for (var i = 0; i < of.Length; i++)
                if (labels[i].Contains(label)) foreach (var id in of[i]) counts[id]++;
            marks.AddRange(candidates.Select(word => (word, label,
                    (int[])[.. with[word].Where(i => labels[i].Contains(label))]))
                .Where(mark => !HasCompanion(mark.word, mark.Item3, counts, total[label])));
        }
        marks.RemoveAll(mark => HasNeighbour(mark.Word));
        foreach (var (word, label, its) in marks.OrderByDescending(mark => with[mark.Word].Count)
            .ThenBy(mark => mark.Word))
        {
            // From all that have it: what is left with another label would give that one away.
            FoundRow[] found = [.. with[word].Select(i => texts.Found(i) with
            {
                MendedText = Without(rows[i].Text, words[word]),
            })];
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"'{Printable.Line(words[word])}' "
                + $"stands in {found.Length} texts, of which {its.Length} have the label "
                + $"{CheckedTexts.Quoted(names[label])}, beside any other words: {texts.Named(found)}."),
                "If it is a mark that later texts will not have, take it out: a model would learn it in the place of "
                    + "the texts.", found);
        }

        // The label that nearly all of these texts have, of several the rarest; −1 where there is none.
        int LabelOf(List<int> its)
        {
            var best = -1;
            foreach (var (label, count) in its.SelectMany(i => labels[i]).CountBy(label => label))
                if (count >= Part * total[label] && its.Count - count <= Others * its.Count
                    && (best < 0 || (total[label], label).CompareTo((total[best], best)) < 0)) best = label;
            return best;
        }

        // Next to which some word stands far oftener than by chance.
        bool HasNeighbour(int word)
        {
            var (before, after) = (new Dictionary<string, int>(), new Dictionary<string, int>());
            var (atBeginning, atEnd, occurrences) = (0, 0, 0);
            foreach (var i in with[word])
            {
                var lower = rows[i].Text.ToLowerInvariant();
                var spans = WordScanner.Spans(lower);
                for (var at = 0; at < spans.Count; at++)
                {
                    if (!lower.AsSpan(spans[at].Start..spans[at].End).SequenceEqual(words[word])) continue;
                    occurrences++;
                    if (!spans.Take(at).Any(IsWord)) atBeginning++;
                    if (!spans.Skip(at + 1).Any(IsWord)) atEnd++;
                    if (at > 0) Count(before, spans[at - 1]);
                    if (at + 1 < spans.Count) Count(after, spans[at + 1]);
                }

                bool IsWord((int Start, int End) span) => char.IsLetterOrDigit(lower, span.Start);

                void Count(Dictionary<string, int> next, (int Start, int End) span)
                {
                    if (!IsWord(span)) return;
                    var text = lower[span.Start..span.End];
                    next[text] = next.GetValueOrDefault(text) + 1;
                }
            }
            if (Math.Max(atBeginning, atEnd) >= AtOneEnd * occurrences) return false;
            var all = times.Values.Sum(count => (long)count);
            return before.Concat(after).Any(next => next.Value < OneMark * Math.Min(occurrences, times[next.Key])
                && Surprise.Of(next.Value, (double)times[next.Key] / all * occurrences) > Companion);
        }

        // By how many texts of the label have each word.
        bool HasCompanion(int word, int[] its, int[] counts, int all)
        {
            foreach (var (other, count) in its.SelectMany(i => of[i]).CountBy(id => id))
            {
                if (other == word || count >= OneMark * Math.Max(its.Length, counts[other])) continue;
                if (Surprise.Of(count, (double)counts[other] / all * its.Length) > Companion) return true;
            }
            return false;
        }
    }

    // The words of all texts, the numbers of those of each, each once, and how often each is there.
    private static (List<string> Words, int[][] Of, Dictionary<string, int> Times) Read(CheckedTexts texts)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var times = new List<int>();
        var of = new int[texts.Learned.Count][];
        for (var i = 0; i < of.Length; i++)
        {
            texts.ThrowIfCancelled();
            var lower = texts.Learned[i].Text.ToLowerInvariant();
            var own = new HashSet<int>();
            foreach (var (start, end) in WordScanner.Spans(lower))
            {
                var word = lower.AsSpan(start..end);
                if (!lookup.TryGetValue(word, out var id))
                {
                    lookup.TryAdd(word, id = ids.Count);
                    times.Add(0);
                }
                times[id]++;
                own.Add(id);
            }
            of[i] = [.. own];
        }
        return ([.. ids.OrderBy(entry => entry.Value).Select(entry => entry.Key)], of,
            ids.ToDictionary(entry => entry.Key, entry => times[entry.Value], StringComparer.Ordinal));
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
