using System.Globalization;
using Valence.Formats;

namespace Valence.Text;

/// <summary>What the saved tables of a <see cref="Tokenizer"/> have to agree in.</summary>
internal static class SavedTables
{
    /// <summary>Every word occurs, in some text, and in no more texts than it occurs.</summary>
    public static void CheckCounts(
        OrderedDictionary<string, int> counts, OrderedDictionary<string, int> documents, int allDocuments)
    {
        if (allDocuments < 0) throw Wrong("document_count", "a number from 0 on", allDocuments);
        foreach (var (word, count) in counts)
        {
            if (count < 1) throw Wrong($"word_counts of '{word}'", "a number from 1 on", count);
            if (!documents.TryGetValue(word, out var some))
                throw Wrong("word_docs", $"'{word}', which 'word_counts' has", "none");
            if (some < 1 || some > Math.Min(count, allDocuments))
                throw Wrong($"word_docs of '{word}'", $"a number from 1 to {Math.Min(count, allDocuments)}, since it "
                    + $"occurs {count} times in {allDocuments} texts", some);
        }
        foreach (var (word, _) in documents)
            if (!counts.ContainsKey(word)) throw Wrong("word_docs", "the words of 'word_counts'", $"'{word}'");
    }

    /// <summary>Ids are those of falling counts: from 1 on, each once, in both directions.</summary>
    public static void CheckIds<TKey, TValue>(string name, OrderedDictionary<TKey, TValue> saved,
        OrderedDictionary<TKey, TValue> expected, string? oovToken) where TKey : notnull
    {
        if (oovToken is not null && saved.Count == 0)
            throw Wrong(name, $"an id of the out-of-vocabulary token '{oovToken}'", "none: nothing was fitted");
        foreach (var (key, value) in expected)
            if (!saved.TryGetValue(key, out var found))
                throw Wrong(name, $"'{key}', which 'word_counts' gives", "none");
            else if (!Equals(found, value))
                throw Wrong($"{name} of '{key}'", $"'{value}', which 'word_counts' gives", $"'{found}'");
        foreach (var (key, _) in saved)
            if (!expected.ContainsKey(key))
                throw Wrong(name, "the ids of the words of 'word_counts'", $"'{key}' beside them");
    }

    /// <summary>An id is in the texts of its word, and in sequences beside them.</summary>
    public static void CheckFrequencies(
        OrderedDictionary<int, int> saved, OrderedDictionary<int, int> least, int allDocuments)
    {
        foreach (var (id, documents) in least)
            if (saved.GetValueOrDefault(id) < documents)
                throw Wrong($"index_docs of {id}", $"{documents} at least, as 'word_docs' has",
                    saved.GetValueOrDefault(id));
        foreach (var (id, documents) in saved)
            if (documents < 1 || documents > allDocuments)
                throw Wrong($"index_docs of {id}", $"a number from 1 to {allDocuments}, the 'document_count'",
                    documents);
    }

    private static FormatException Wrong(string place, string expected, object found) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{FilePlace.Shown(place)}: expected "
            + $"{FilePlace.Shown(expected)}, found {FilePlace.Shown($"{found}")}."));
}
