using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Text;

/// <summary>Tokens as paths of characters, to find which of them a text begins with.</summary>
/// <remarks>A node is found by its parent and character in one table of open addressing.</remarks>
internal sealed class PieceTrie
{
    /// <summary>The node of the empty path.</summary>
    public const int Root = 0;

    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private ulong[] _keys = new ulong[64];
    private int[] _children = new int[64];
    private int[] _ids = [-1];
    private int _shift = 64 - 6;
    private int _count = 1;

    /// <summary>Adds a path that ends in <paramref name="id"/>; an empty one is never found.</summary>
    public void Add(ReadOnlySpan<char> path, int id)
    {
        if (path.IsEmpty) return;
        var node = Root;
        foreach (var c in path) node = ChildOrNew(node, c);
        _ids[node] = id;
    }

    /// <summary>The node that follows; −1 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Child(int node, char character)
    {
        var key = Key(node, character);
        var keys = _keys;
        for (var at = Slot(key); ; at = (at + 1) & (keys.Length - 1))
        {
            var found = keys[at];
            if (found == key) return _children[at];
            if (found == 0) return -1;
        }
    }

    /// <summary>The node of a path; −1 where there is none.</summary>
    public int Node(ReadOnlySpan<char> path)
    {
        var node = Root;
        foreach (var c in path)
            if ((node = Child(node, c)) < 0) return -1;
        return node;
    }

    /// <summary>The id of the path that ends at a node; −1 where none does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Id(int node) => _ids[node];

    /// <summary>The longest path from <paramref name="node"/> on that <paramref name="text"/> begins with; −1 where
    /// there is none.</summary>
    public int Longest(int node, ReadOnlySpan<char> text, out int length)
    {
        var id = -1;
        length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            node = Child(node, text[i]);
            if (node < 0) break;
            if (_ids[node] < 0) continue;
            id = _ids[node];
            length = i + 1;
        }
        return id;
    }

    private int ChildOrNew(int node, char character)
    {
        var key = Key(node, character);
        var at = Slot(key);
        for (; _keys[at] != 0; at = (at + 1) & (_keys.Length - 1))
            if (_keys[at] == key) return _children[at];
        _keys[at] = key;
        _children[at] = _count;
        if (_ids.Length == _count) Array.Resize(ref _ids, 2 * _count);
        _ids[_count++] = -1;
        var added = _count - 1;
        if (2 * _count > _keys.Length) Grow();
        return added;
    }

    private void Grow()
    {
        var (keys, children) = (_keys, _children);
        _keys = new ulong[2 * keys.Length];
        _children = new int[_keys.Length];
        _shift = 64 - BitOperations.Log2((uint)_keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] == 0) continue;
            var at = Slot(keys[i]);
            while (_keys[at] != 0) at = (at + 1) & (_keys.Length - 1);
            (_keys[at], _children[at]) = (keys[i], children[i]);
        }
    }

    // Never 0, which marks an empty slot.
    private static ulong Key(int node, char character) => ((ulong)(node + 1) << 16) | character;

    private int Slot(ulong key) => (int)((key * Multiplier) >> _shift);
}
