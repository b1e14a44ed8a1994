using System.Runtime.InteropServices;

namespace Valence.Text;

/// <summary>Counts words and the documents that hold them, in the order in which the words are first seen.</summary>
internal sealed class WordTally
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public WordTally() => _bySpan = _entries.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The number of documents begun.</summary>
    public int Documents { get; private set; }

    /// <summary>Starts the next document.</summary>
    public void BeginDocument() => Documents++;

    /// <summary>Counts one occurrence in the current document.</summary>
    public void Add(ReadOnlySpan<char> word)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_bySpan, word, out var known);
        if (!known) entry.Order = _entries.Count - 1;
        entry.Count++;
        if (entry.LastDocument == Documents) return;
        entry.LastDocument = Documents;
        entry.Documents++;
    }

    /// <summary>The words with their counts, first seen first.</summary>
    public (string Word, int Count, int Documents)[] ToArray()
    {
        var words = new (string, int, int)[_entries.Count];
        foreach (var (word, entry) in _entries) words[entry.Order] = (word, entry.Count, entry.Documents);
        return words;
    }

    private struct Entry
    {
        public int Order;
        public int Count;
        public int Documents;
        public int LastDocument;
    }
}
