namespace Valence.Classification;

/// <summary>Counts in how many texts each of millions of keys occurs.</summary>
internal sealed class CountTable
{
    private Entry[] _entries = new Entry[1 << 12];
    private int _used;

    /// <summary>How many keys there are.</summary>
    public int Count => _used;

    /// <summary>The entries of keys that at least so many texts have, in no order.</summary>
    public IEnumerable<(ulong Key, int Texts)> AtLeast(int texts) =>
        _entries.Where(entry => entry.Texts >= texts).Select(entry => (entry.Key - 1, entry.Texts));

    /// <summary>A number without order in it.</summary>
    public static ulong Mix(ulong key)
    {
        key = (key ^ (key >> 32)) * 0x9E3779B97F4A7C15;
        return key ^ (key >> 29);
    }

    /// <summary>Counts a key of a text; texts come one after another, and one counts once.</summary>
    public void Add(ulong key, int text)
    {
        var mask = _entries.Length - 1;
        for (var i = (int)(Mix(key) >> 7) & mask; ; i = (i + 1) & mask)
        {
            ref var entry = ref _entries[i];
            if (entry.Texts == 0)
            {
                entry = new(key + 1, 1, text);
                if (++_used > _entries.Length / 5 * 3) Grow();
                return;
            }
            if (entry.Key != key + 1) continue;
            if (entry.Last != text) (entry.Texts, entry.Last) = (entry.Texts + 1, text);
            return;
        }
    }

    private void Grow()
    {
        var old = _entries;
        _entries = new Entry[2 * old.Length];
        var mask = _entries.Length - 1;
        foreach (var entry in old)
        {
            if (entry.Texts == 0) continue;
            var i = (int)(Mix(entry.Key - 1) >> 7) & mask;
            while (_entries[i].Texts != 0) i = (i + 1) & mask;
            _entries[i] = entry;
        }
    }

    private record struct Entry(ulong Key, int Texts, int Last);
}
