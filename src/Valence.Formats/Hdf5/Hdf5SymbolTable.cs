namespace Valence.Formats;

/// <summary>The links of an old-style group: a tree of symbol nodes, with the names in a local heap.</summary>
internal sealed class Hdf5SymbolTable
{
    private const int NodePrefixBytes = 24;
    private const int EntryBytes = 40;
    private const long NoFreeBlock = 1;

    private readonly Hdf5Source _source;
    private readonly Hdf5Path _path;
    private readonly ReadOnlyMemory<byte> _names;
    private readonly List<Hdf5Link> _links = [];
    private ReadOnlyMemory<byte> _last;

    private Hdf5SymbolTable(Hdf5Source source, Hdf5Path path, long heap)
    {
        _source = source;
        _path = path;
        _names = ReadHeap(heap);
    }

    /// <summary>The links of the group whose tree and heap are at these addresses, sorted by name.</summary>
    public static List<Hdf5Link> Read(Hdf5Source source, long tree, long heap, Hdf5Path path)
    {
        var table = new Hdf5SymbolTable(source, path, heap);
        table.ReadNode(tree, null);
        return table._links;
    }

    private ReadOnlyMemory<byte> ReadHeap(long at)
    {
        var head = _source.Own(at, 32, "H09", _path, "a group's heap").Span;
        if (!head.StartsWith("HEAP"u8) || head[4] != 0)
            throw Refuse("H09", at, "expected a group's heap, found something else");
        long size = Hdf5Source.U64(head, 8), free = Hdf5Source.U64(head, 16), data = Hdf5Source.U64(head, 24);
        var names = _source.Own(data, size, "H09", _path, "the names of a group");
        for (var left = size / 16; free != NoFreeBlock && free != Hdf5Source.Undefined; left--)
        {
            if (left <= 0 || free < 0 || free > size - 16)
                throw Refuse("H09", at, "expected a list of the heap's free blocks within it, it leaves the heap or "
                    + "has no end");
            free = Hdf5Source.U64(names.Span, (int)free);
        }
        return names;
    }

    private void ReadNode(long at, int? expectedLevel)
    {
        var children = _source.TreeChildren;
        var node = _source.Own(at, NodePrefixBytes + 8 + 16L * children, "H07", _path, "a node of a group's tree").Span;
        if (!node.StartsWith("TREE"u8) || node[4] != 0)
            throw Refuse("H07", at, "expected a node of a group's tree, found something else");
        int level = node[5], used = Hdf5Source.U16(node, 6);
        if (level != (expectedLevel ?? level) || level > 32)
            throw Refuse("H07", at, $"expected a node of level {expectedLevel ?? 32}, found level {level}");
        if (used > children) throw Refuse("H07", at, $"expected at most {children} children of a node, found {used}");
        for (var i = 0; i < used; i++)
        {
            var child = Hdf5Source.U64(node, NodePrefixBytes + 16 * i + 8);
            if (level == 0) ReadLeaf(child);
            else ReadNode(child, level - 1);
        }
    }

    private void ReadLeaf(long at)
    {
        var node = _source.Own(at, 8 + (long)EntryBytes * _source.LeafLinks, "H08", _path, "a symbol node").Span;
        if (!node.StartsWith("SNOD"u8) || node[4] != 1)
            throw Refuse("H08", at, "expected a symbol node, found something else");
        var count = Hdf5Source.U16(node, 6);
        if (count > _source.LeafLinks)
            throw Refuse("H08", at, $"expected at most {_source.LeafLinks} links in a symbol node, found {count}");
        for (var i = 0; i < count; i++)
        {
            var entry = node.Slice(8 + EntryBytes * i, EntryBytes);
            var link = Hdf5Link.Read(entry, ReadName(Hdf5Source.U64(entry, 0), at));
            if (link.Cache == 2)
                throw Refuse("H11", at, $"expected objects, found the soft link '{FilePlace.Shown(link.Name)}'",
                    "Save it again without soft links");
            if (link.Cache > 1)
                throw Refuse("H08", at, $"expected a link to a group or dataset, found one of kind {link.Cache}");
            _links.Add(link);
        }
    }

    private string ReadName(long offset, long at)
    {
        if (offset < 0 || offset >= _names.Length)
            throw Refuse("H08", at, $"expected a name within the group's heap, its offset is {offset}");
        var raw = _names[(int)offset..];
        var end = raw.Span.IndexOf((byte)0);
        if (end < 0) throw Refuse("H09", at, "expected a name that ends with a zero, it has none");
        if (end > _source.Limits.MaxNameBytes)
            throw Refuse("H09", at, $"expected a name of at most {_source.Limits.MaxNameBytes} bytes, found {end}",
                "Give a file within that bound");
        raw = raw[..end];
        if (_links.Count > 0 && _last.Span.SequenceCompareTo(raw.Span) >= 0)
            throw Refuse("H07", at, "expected the links of a group in the order of their names, each once");
        _last = raw;
        var name = _source.Text(raw.Span, "H09", _path);
        return name is "" or "." or ".." || name.Contains('/')
            ? throw Refuse("H09", at, $"expected a name of one part, found '{FilePlace.Shown(name)}'") : name;
    }

    private FileFormatException Refuse(string rule, long at, string problem, string advice = Hdf5Source.CopyAgain) =>
        _source.Refuse(rule, _path, at, problem, advice);
}
