using System.Numerics;

namespace Valence.Formats;

/// <summary>The records of a tree of the newer kind (version 2), in its order. Every node is read once, its checksum,
/// level, kind and counts proved.</summary>
internal sealed class Hdf5RecordTree
{
    private const int HeaderBytes = 38;
    private const int NodePrefixBytes = 6;
    private const int ChecksumBytes = 4;
    private const long MostRecords = 1L << 48;

    private readonly Hdf5Header _owner;
    private readonly string _rule;
    private readonly int _kind;
    private readonly int _recordBytes;
    private readonly long _nodeBytes;
    private readonly int _countBytes;
    private readonly List<Level> _levels = [];
    private readonly List<ReadOnlyMemory<byte>> _records = [];

    private Hdf5RecordTree(Hdf5Header owner, long at, int kind, int recordBytes, string rule)
    {
        (_owner, _rule, _kind, _recordBytes) = (owner, rule, kind, recordBytes);
        var head = owner.Source.Own(at, HeaderBytes, rule, owner.Path, "a tree of records").Span;
        if (!head.StartsWith("BTHD"u8) || head[4] != 0 || head[5] != kind)
            throw Refuse(at, $"expected a tree of records of kind {kind}, found something else");
        owner.Source.RequireChecksum(head, HeaderBytes - ChecksumBytes, at, rule, owner.Path, "a tree of records");
        _nodeBytes = Hdf5Source.U32(head, 6);
        var most = (_nodeBytes - NodePrefixBytes - ChecksumBytes) / recordBytes;
        if (Hdf5Source.U16(head, 10) != recordBytes || most < 1)
            throw Refuse(at, $"expected nodes of records of {recordBytes} bytes, found {Hdf5Source.U16(head, 10)} of "
                + $"{_nodeBytes}");
        _countBytes = BytesFor(most);
        _levels.Add(new(most, most, 0));
        for (var depth = Hdf5Source.U16(head, 12); depth > 0; depth--) AddLevel(at);
        long root = Hdf5Source.U64(head, 16), total = Hdf5Source.U64(head, 26);
        if (root != Hdf5Source.Undefined) ReadNode(root, Hdf5Source.U16(head, 24), _levels.Count - 1);
        if (_records.Count != total) throw Refuse(at, $"expected {total} records in the tree, found {_records.Count}");
    }

    /// <summary>How many records a node of a level has at most, how many are there and below it, and how many bytes a
    /// link to it takes.</summary>
    private readonly record struct Level(long Most, long MostBelow, int LinkBytes);

    /// <summary>The records of the tree at <paramref name="at"/>.</summary>
    /// <param name="owner">The object whose tree it is.</param>
    /// <param name="at">Where the tree is.</param>
    /// <param name="kind">The number of what it indexes.</param>
    /// <param name="recordBytes">The bytes of a record of that kind.</param>
    /// <param name="rule">The rule that a damaged tree breaks.</param>
    public static List<ReadOnlyMemory<byte>> Read(Hdf5Header owner, long at, int kind, int recordBytes, string rule) =>
        new Hdf5RecordTree(owner, at, kind, recordBytes, rule)._records;

    private static int BytesFor(long number) => BitOperations.Log2((ulong)number) / 8 + 1;

    private void AddLevel(long at)
    {
        var below = _levels[^1];
        var link = 8 + _countBytes + (_levels.Count > 1 ? BytesFor(below.MostBelow) : 0);
        var most = (_nodeBytes - NodePrefixBytes - ChecksumBytes - link) / (_recordBytes + link);
        // What no file can hold need not be counted.
        if (most < 1 || below.MostBelow > MostRecords / (most + 1))
            throw Refuse(at, $"expected a tree of ordinary depth, found {_levels.Count} levels and more");
        _levels.Add(new(most, (most + 1) * below.MostBelow + most, link));
    }

    private void ReadNode(long at, long count, int level)
    {
        if (count < 1 || count > _levels[level].Most)
            throw Refuse(at, $"expected 1 to {_levels[level].Most} records in a node, found {count}");
        var memory = _owner.Source.Own(at, _nodeBytes, _rule, _owner.Path, "a node of a tree of records");
        var node = memory.Span;
        if (!node.StartsWith(level > 0 ? "BTIN"u8 : "BTLF"u8) || node[4] != 0 || node[5] != _kind)
            throw Refuse(at, $"expected a node of level {level} of a tree of records, found something else");
        var links = NodePrefixBytes + (int)count * _recordBytes;
        var link = _levels[level].LinkBytes;
        _owner.Source.RequireChecksum(node, links + (level > 0 ? ((int)count + 1) * link : 0), at, _rule, _owner.Path,
            "a node of a tree of records");
        for (var i = 0; i <= count; i++)
        {
            if (level > 0) ReadChild(node.Slice(links + i * link, link), level - 1);
            if (i < count) _records.Add(memory.Slice(NodePrefixBytes + i * _recordBytes, _recordBytes));
        }
    }

    private void ReadChild(ReadOnlySpan<byte> link, int level)
    {
        var at = Hdf5Source.U64(link, 0);
        var before = _records.Count;
        ReadNode(at, Hdf5Source.Number(link.Slice(8, _countBytes)), level);
        var total = Hdf5Source.Number(link[(8 + _countBytes)..]);
        if (level > 0 && total != _records.Count - before)
            throw Refuse(at, $"expected {total} records in and below a node, found {_records.Count - before}");
    }

    private FileFormatException Refuse(long at, string problem) =>
        _owner.Source.Refuse(_rule, _owner.Path, at, problem, Hdf5Source.CopyAgain);
}
