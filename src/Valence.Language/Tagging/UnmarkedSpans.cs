using System.Globalization;
using Valence.Classification;
using Valence.Text;

namespace Valence.Language;

/// <summary>Words that are a span in most places and are not marked in others: there a mark was forgotten, or they are
/// another thing.</summary>
internal static class UnmarkedSpans
{
    public const string Name = "unmarked spans";

    private const int LongestSpan = 6, FewestMarked = 3, MarkedForOne = 3, MostNamed = 5;

    /// <summary>What stands out; null where nothing does.</summary>
    public static Finding? Of(IReadOnlyList<TaggedText> texts)
    {
        var marked = texts.SelectMany(text => text.Entities.Where(entity => entity.End - entity.First <= LongestSpan)
            .Select(entity => Words(text, entity.First, entity.End))).CountBy(words => words)
            .Where(words => words.Value >= FewestMarked).ToDictionary(StringComparer.Ordinal);
        var unmarked = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var (index, text) in texts.Index())
            foreach (var words in Unmarked(text, marked))
                if (unmarked.TryGetValue(words, out var places)) places.Add(index);
                else unmarked[words] = [index];
        var found = unmarked.Where(words => words.Value.Count * MarkedForOne <= marked[words.Key])
            .OrderByDescending(words => (double)marked[words.Key] / words.Value.Count)
            .ThenBy(words => words.Key, StringComparer.Ordinal).ToList();
        if (found.Count == 0) return null;
        FoundRow[] rows = [.. found.SelectMany(words => words.Value).Distinct()
            .Select(index => new FoundRow(texts[index].Row, index, false))];
        var named = found.Take(MostNamed).Select(words => string.Create(CultureInfo.InvariantCulture,
            $"'{Printable.Label(words.Key)}' (marked {marked[words.Key]} times, not in line "
                + $"{string.Join(", ", words.Value.Take(MostNamed).Select(index => texts[index].Row))}"
                + $"{(words.Value.Count > MostNamed ? ", …" : "")})"));
        return new(Name, string.Create(CultureInfo.InvariantCulture, $"{found.Count} "
            + $"{(found.Count == 1 ? "name is" : "names are")} marked in most places and not in others: ")
            + string.Join("; ", named) + (found.Count > MostNamed ? "; …" : "") + ".",
            "Mark them there too, unless they are something else.", rows);
    }

    // Of words that are outside all spans the longest that are marked elsewhere.
    private static IEnumerable<string> Unmarked(TaggedText text, Dictionary<string, int> marked)
    {
        var isMarked = new bool[text.Words.Count];
        foreach (var entity in text.Entities) isMarked.AsSpan(entity.First, entity.End - entity.First).Fill(true);
        for (var first = 0; first < isMarked.Length; first++)
        {
            var end = first;
            while (end < isMarked.Length && end - first < LongestSpan && !isMarked[end]) end++;
            for (; end > first; end--)
            {
                if (Words(text, first, end) is var words && !marked.ContainsKey(words)) continue;
                yield return words;
                first = end - 1;
                break;
            }
        }
    }

    private static string Words(TaggedText text, int first, int end) =>
        string.Join(' ', Enumerable.Range(first, end - first).Select(text.Word));
}
