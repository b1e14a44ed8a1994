using Valence.Randomness;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Parts of texts that judge in turn what learned from the others.</summary>
internal static class TrialParts
{
    /// <summary>Cuts texts in parts, of each class alike, equal texts in one part; a text judges once at most, and only
    /// where what judged learned its class.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="count">How many parts.</param>
    /// <param name="seed">Decides which text is in which.</param>
    /// <param name="areClasses">Whether labels are classes, and not numbers.</param>
    public static IReadOnlyList<(int[] Training, int[] Held)> Of(IReadOnlyList<LabelledText> texts, int count,
        ulong seed, bool areClasses = true)
    {
        var order = Enumerable.Range(0, texts.Count).ToArray();
        new CounterRandom(seed, CounterRandom.Purpose("parts")).Shuffle(order.AsSpan());
        var (partOf, next) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>());
        foreach (var i in order)
        {
            if (partOf.ContainsKey(texts[i].Text)) continue;
            var label = ClassOf(i);
            // Each class begins where the one before ended, so that parts are alike in size.
            var part = next.TryGetValue(label, out var turn) ? turn : partOf.Count % count;
            partOf[texts[i].Text] = part;
            next[label] = (part + 1) % count;
        }
        var parts = new List<(int[] Training, int[] Held)>();
        for (var part = 0; part < count; part++)
        {
            var rows = Enumerable.Range(0, texts.Count).ToLookup(i => partOf[texts[i].Text] == part);
            var known = rows[false].Select(ClassOf).ToHashSet(StringComparer.Ordinal);
            int[] held = [.. rows[true].Where(i => known.Contains(ClassOf(i)))];
            parts.Add(([.. Enumerable.Range(0, texts.Count).Except(held)], held));
        }
        return parts;

        string ClassOf(int i) => areClasses ? texts[i].Label ?? "" : "";
    }
}
