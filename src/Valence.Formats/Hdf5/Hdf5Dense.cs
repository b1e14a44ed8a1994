using System.Text;

namespace Valence.Formats;

/// <summary>Messages of an object that stand in a heap of their own instead of its header: the links of a large group
/// of the newer kind, or many or long attributes.</summary>
/// <remarks>Trees name the objects of the heap, one by the checksum of their names, another by the order in which they
/// were made; each is proved to name all of them.</remarks>
internal sealed class Hdf5Dense
{
    private const int HasOrder = 1;
    private const int HasOrderTree = 2;
    private const int SharedFlag = 2;

    private static readonly Kind Links = new(Hdf5MessageType.Link, 8, 7, new(5, 11, 4, 0), new(6, 15, 8, 0), "H07",
        "H09");
    private static readonly Kind Attributes = new(Hdf5MessageType.Attribute, 2, 8, new(8, 17, 0, 13),
        new(9, 13, 0, 9), "H17", "H17");

    private readonly Hdf5Header _header;
    private readonly Hdf5Message _info;
    private readonly Kind _kind;
    private readonly long _heap;
    private readonly long _names;
    private readonly long _order = Hdf5Source.Undefined;

    private Hdf5Dense(Hdf5Header header, Hdf5Message info, Kind kind)
    {
        (_header, _info, _kind) = (header, info, kind);
        var data = info.Data.Span;
        var at = data.Length > 1 && (data[1] & HasOrder) != 0 ? 2 + kind.OrderBytes : 2;
        var hasTree = data.Length > 1 && (data[1] & HasOrderTree) != 0;
        if (data.Length < at + (hasTree ? 24 : 16) || data[0] != 0)
            throw Refuse("H05", "expected the places of many links or attributes in version 0, they are cut off");
        _heap = Hdf5Source.U64(data, at);
        _names = Hdf5Source.U64(data, at + 8);
        if (hasTree) _order = Hdf5Source.U64(data, at + 16);
        if (_heap == Hdf5Source.Undefined && (_names != _heap || _order != _heap))
            throw Refuse("H05", "expected trees of many links or attributes beside a heap, there is none");
    }

    /// <summary>A tree of one kind: its number, the bytes of a record, and where in it stand the object's name in the
    /// heap and what the tree is sorted by.</summary>
    private readonly record struct Tree(int Number, int RecordBytes, int IdAt, int KeyAt);

    private sealed record Kind(Hdf5MessageType Type, int OrderBytes, int IdBytes, Tree Names, Tree Order,
        string TreeRule, string HeapRule);

    /// <summary>Whether messages stand in a heap; they are in the header otherwise.</summary>
    public bool IsUsed => _heap != Hdf5Source.Undefined;

    /// <summary>Where the links of a group of the newer kind are; null for any other object.</summary>
    public static Hdf5Dense? OfLinks(Hdf5Header header) =>
        header.Find(Hdf5MessageType.LinkInfo) is { } info ? new(header, info, Links) : null;

    /// <summary>Where the attributes of an object are, if it says so.</summary>
    public static Hdf5Dense? OfAttributes(Hdf5Header header) =>
        header.Find(Hdf5MessageType.AttributeInfo) is { } info ? new(header, info, Attributes) : null;

    /// <summary>The messages of the heap, each once.</summary>
    /// <param name="read">What a message says.</param>
    /// <param name="nameOf">The name by which the trees know it.</param>
    public List<T> Read<T>(Func<Hdf5Message, T> read, Func<T, string> nameOf)
    {
        foreach (var message in _header.Messages)
            if (message.Type == _kind.Type)
                throw Refuse("H05", $"expected each {_kind.Type} message in a heap, found one in the header, too");
        var heap = new Hdf5FractalHeap(_header, _heap, _kind.IdBytes, _kind.HeapRule);
        var result = new List<T>();
        var ids = new HashSet<long>();
        var before = (Sum: -1L, Name: Array.Empty<byte>());
        foreach (var record in Records(_names, _kind.Names))
        {
            var id = record.Slice(_kind.Names.IdAt, _kind.IdBytes);
            if (_kind == Attributes && (record.Span[_kind.IdBytes] & SharedFlag) != 0)
                throw Refuse("H15", "expected attributes of the object itself, found a shared one");
            ids.Add(Hdf5Source.Number(id.Span));
            var (bytes, at) = heap.Take(id);
            result.Add(read(new(_kind.Type, bytes, at)));
            var name = Encoding.UTF8.GetBytes(nameOf(result[^1]));
            var now = (Sum: Hdf5Source.U32(record.Span, _kind.Names.KeyAt), Name: name);
            if (now.Sum != Hdf5Checksum.Of(name))
                throw Refuse(_kind.TreeRule, $"expected '{FilePlace.Shown(nameOf(result[^1]))}' in the tree of names "
                    + "under its checksum, found another");
            if (now.Sum < before.Sum || (now.Sum == before.Sum && name.AsSpan().SequenceCompareTo(before.Name) <= 0))
                throw Refuse(_kind.TreeRule, "expected a tree of names in order, each once");
            before = now;
        }
        heap.RequireAllTaken();
        if (_order != Hdf5Source.Undefined) RequireOrder(ids);
        return result;
    }

    private void RequireOrder(HashSet<long> ids)
    {
        var before = -1L;
        var records = Records(_order, _kind.Order);
        foreach (var record in records)
        {
            var order = _kind == Links ? Hdf5Source.U64(record.Span, _kind.Order.KeyAt)
                : Hdf5Source.U32(record.Span, _kind.Order.KeyAt);
            if (order <= before || !ids.Contains(Hdf5Source.Number(record.Span.Slice(_kind.Order.IdAt, _kind.IdBytes))))
                throw Refuse(_kind.TreeRule, "expected the two trees of an object to name the same, each once");
            before = order;
        }
        if (records.Count != ids.Count)
            throw Refuse(_kind.TreeRule, $"expected {ids.Count} records by order, found {records.Count}");
    }

    private List<ReadOnlyMemory<byte>> Records(long at, Tree tree) =>
        Hdf5RecordTree.Read(_header, at, tree.Number, tree.RecordBytes, _kind.TreeRule);

    private FileFormatException Refuse(string rule, string problem) =>
        _header.Source.Refuse(rule, _header.Path, _info.Offset, problem, Hdf5Source.CopyAgain);
}
