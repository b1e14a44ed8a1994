namespace Valence.Text;

/// <summary>Counts words and the documents that hold them, in the order in which the words are first seen.</summary>
internal sealed class WordTally
{
    private readonly WordTable _words = new();
    private Entry[] _entries = new Entry[256];

    /// <summary>The number of documents begun.</summary>
    public int Documents { get; private set; }

    /// <summary>Starts the next document.</summary>
    public void BeginDocument() => Documents++;

    /// <summary>Counts all words of the next document.</summary>
    public void AddDocument(TokenBuffer tokens)
    {
        BeginDocument();
        _words.FindOrAdd(tokens);
        foreach (var number in tokens.Numbers) Add(number);
    }

    /// <summary>Counts one occurrence in the current document.</summary>
    public void Add(ReadOnlySpan<char> word) => Add(_words.FindOrAdd(word));

    private void Add(int number)
    {
        if (number >= _entries.Length) Array.Resize(ref _entries, 2 * Math.Max(number, _words.Count));
        ref var entry = ref _entries[number];
        entry.Count++;
        if (entry.LastDocument == Documents) return;
        entry.LastDocument = Documents;
        entry.Documents++;
    }

    /// <summary>The words with their counts, first seen first.</summary>
    public (string Word, int Count, int Documents)[] ToArray()
    {
        var words = new (string, int, int)[_words.Count];
        for (var i = 0; i < words.Length; i++)
            words[i] = (_words[i].ToString(), _entries[i].Count, _entries[i].Documents);
        return words;
    }

    private struct Entry
    {
        public int Count;
        public int Documents;
        public int LastDocument;
    }
}
