using System.Text;

namespace Valence.Formats;

/// <summary>Lays out the structures of an HDF5 file: first all that describes, then the elements of the
/// datasets.</summary>
internal sealed class Hdf5Assembly
{
    private const int SuperblockBytes = 96;
    private const int LeafLinks = 8;
    private const int TreeChildren = 32;
    private const int TreeBytes = 24 + 8 + 16 * TreeChildren;
    private const int LeafBytes = 8 + 40 * LeafLinks;
    private const int HeapBytes = 4096;
    private const int MaxHeapTexts = 4096;

    private readonly Hdf5Image _image = new();
    private readonly List<(int Address, Hdf5DatasetContent Content)> _data = [];
    private readonly List<(int Reference, ReadOnlyMemory<byte> Text)> _texts = [];

    private readonly record struct Placed(int Header, int Tree, int Heap);

    /// <summary>Lays out the file of <paramref name="root"/> and what is in it.</summary>
    public Hdf5Assembly(Hdf5GroupWriter root)
    {
        _image.Allocate(SuperblockBytes);
        var placed = PlaceGroup(root);
        PlaceTexts();
        Length = _image.Length;
        foreach (var (address, content) in _data)
        {
            if (content.Length > 0) _image.Put64(address, Length);
            Length += (content.Length + 7) / 8 * 8;
        }
        PutSuperblock(placed);
    }

    /// <summary>The bytes of the whole file.</summary>
    public long Length { get; }

    /// <summary>Writes the file.</summary>
    public void Write(Stream stream)
    {
        stream.Write(_image.Bytes);
        ReadOnlySpan<byte> padding = [0, 0, 0, 0, 0, 0, 0, 0];
        foreach (var (_, content) in _data)
        {
            content.Write(stream);
            stream.Write(padding[..(int)(-content.Length & 7)]);
        }
    }

    private void PutSuperblock(Placed root)
    {
        _image.Put(0, Hdf5Superblock.Signature);
        _image.Put(8, [0, 0, 0, 0, 0, 8, 8, 0, LeafLinks / 2, 0, TreeChildren / 2, 0]);
        _image.Put64(32, Hdf5Source.Undefined);
        _image.Put64(40, Length);
        _image.Put64(48, Hdf5Source.Undefined);
        PutLink(56, 0, root);
    }

    private void PutLink(int at, int name, Placed child)
    {
        _image.Put64(at, name);
        _image.Put64(at + 8, child.Header);
        if (child.Tree == 0) return;
        _image.Put32(at + 16, 1);
        _image.Put64(at + 24, child.Tree);
        _image.Put64(at + 32, child.Heap);
    }

    private Placed PlaceGroup(Hdf5GroupWriter group)
    {
        var messages =
            new List<(Hdf5MessageType Type, int Flags, byte[] Data,
                IReadOnlyList<ReadOnlyMemory<byte>>? Texts)> { (Hdf5MessageType.SymbolTable, 0, new byte[16], null) };
        messages.AddRange(group.Attributes.Select(Message));
        var (header, places) = PlaceHeader(messages);
        var children = group.Groups.Select(pair => (Name: pair.Key, Placed: PlaceGroup(pair.Value)))
            .Concat(group.Datasets.Select(pair => (Name: pair.Key, Placed: PlaceDataset(pair.Value))))
            .OrderBy(child => child.Name, Hdf5NameOrder.Instance).ToList();
        var (heap, names) = PlaceNames(children.ConvertAll(child => child.Name));
        var tree = PlaceTree(children.ConvertAll(child => child.Placed), names);
        _image.Put64(places[0], tree);
        _image.Put64(places[0] + 8, heap);
        return new(header, tree, heap);
    }

    private static (Hdf5MessageType Type, int Flags, byte[] Data, IReadOnlyList<ReadOnlyMemory<byte>>? Texts) Message(
        Hdf5AttributeContent attribute) => (Hdf5MessageType.Attribute, 0, Encode(attribute), attribute.HeapTexts);

    private Placed PlaceDataset(Hdf5DatasetContent content)
    {
        var layout = new byte[24];
        layout[0] = 3;
        layout[1] = 1;
        layout.AsSpan(2, 8).Fill(0xff);
        BitConverter.TryWriteBytes(layout.AsSpan(10), content.Length);
        var (header, places) = PlaceHeader(
        [
            (Hdf5MessageType.Dataspace, 0, content.Space, null),
            (Hdf5MessageType.Datatype, 1, content.Type, null),
            (Hdf5MessageType.FillValue, 1, [2, 2, 2, 1, 0, 0, 0, 0], null),
            (Hdf5MessageType.Layout, 0, layout, null),
            .. content.Attributes.Select(Message),
        ]);
        _data.Add((places[3] + 2, content));
        return new(header, 0, 0);
    }

    private (int Header, List<int> Places) PlaceHeader(
        List<(Hdf5MessageType Type, int Flags, byte[] Data, IReadOnlyList<ReadOnlyMemory<byte>>? Texts)> messages)
    {
        var size = messages.Sum(message => 8 + (message.Data.Length + 7) / 8 * 8);
        var header = _image.Allocate(16 + size);
        _image.Put(header, [1]);
        _image.Put16(header + 2, messages.Count);
        _image.Put32(header + 4, 1);
        _image.Put32(header + 8, size);
        var places = new List<int>();
        var at = header + 16;
        foreach (var (type, flags, data, texts) in messages)
        {
            var padded = (data.Length + 7) / 8 * 8;
            _image.Put16(at, (int)type);
            _image.Put16(at + 2, padded);
            _image.Put(at + 4, [(byte)flags]);
            _image.Put(at + 8, data);
            places.Add(at + 8);
            if (texts is not null)
                for (var i = 0; i < texts.Count; i++)
                    _texts.Add((at + 8 + data.Length - 16 * (texts.Count - i), texts[i]));
            at += 8 + padded;
        }
        return (header, places);
    }

    private static byte[] Encode(Hdf5AttributeContent attribute)
    {
        var name = Encoding.UTF8.GetBytes(attribute.Name + '\0');
        int typeAt = 8 + Padded(name.Length), spaceAt = typeAt + Padded(attribute.Type.Length),
        valuesAt = spaceAt + Padded(attribute.Space.Length);
        var message = new byte[valuesAt + Padded(attribute.Values.Length) + 16 * (attribute.HeapTexts?.Count ?? 0)];
        message[0] = 1;
        BitConverter.TryWriteBytes(message.AsSpan(2), (ushort)name.Length);
        BitConverter.TryWriteBytes(message.AsSpan(4), (ushort)attribute.Type.Length);
        BitConverter.TryWriteBytes(message.AsSpan(6), (ushort)attribute.Space.Length);
        name.CopyTo(message, 8);
        attribute.Type.CopyTo(message, typeAt);
        attribute.Space.CopyTo(message, spaceAt);
        attribute.Values.CopyTo(message, valuesAt);
        return message;

        static int Padded(int length) => (length + 7) / 8 * 8;
    }

    private (int Heap, List<int> Offsets) PlaceNames(List<string> names)
    {
        var heap = _image.Allocate(32);
        var offsets = new List<int>();
        var size = 8;
        foreach (var name in names)
        {
            offsets.Add(size);
            size += (Encoding.UTF8.GetByteCount(name) + 8) / 8 * 8;
        }
        var data = _image.Allocate(size);
        for (var i = 0; i < names.Count; i++) _image.Put(data + offsets[i], Encoding.UTF8.GetBytes(names[i]));
        _image.Put(heap, "HEAP"u8);
        _image.Put64(heap + 8, size);
        _image.Put64(heap + 16, 1);
        _image.Put64(heap + 24, data);
        return (heap, offsets);
    }

    /// <summary>Places symbol nodes and as many levels of tree above them as they need; the address of the top
    /// node.</summary>
    private int PlaceTree(List<Placed> children, List<int> names)
    {
        var nodes = new List<(int Address, int LastName)>();
        for (var start = 0; start < children.Count; start += LeafLinks)
        {
            var leaf = _image.Allocate(LeafBytes);
            var count = Math.Min(LeafLinks, children.Count - start);
            _image.Put(leaf, "SNOD\x01"u8);
            _image.Put16(leaf + 6, count);
            for (var i = 0; i < count; i++) PutLink(leaf + 8 + 40 * i, names[start + i], children[start + i]);
            nodes.Add((leaf, names[start + count - 1]));
        }
        for (var level = 0; ; level++)
        {
            nodes = PlaceLevel(nodes, level);
            if (nodes.Count == 1) return nodes[0].Address;
        }
    }

    private List<(int Address, int LastName)> PlaceLevel(List<(int Address, int LastName)> below, int level)
    {
        var nodes = new List<(int Address, int LastName)>();
        var before = 0;
        var start = 0;
        do
        {
            var node = _image.Allocate(TreeBytes);
            var count = Math.Min(TreeChildren, below.Count - start);
            _image.Put(node, "TREE"u8);
            _image.Put(node + 5, [(byte)level]);
            _image.Put16(node + 6, count);
            _image.Put64(node + 8, nodes.Count > 0 ? nodes[^1].Address : Hdf5Source.Undefined);
            _image.Put64(node + 16, Hdf5Source.Undefined);
            if (nodes.Count > 0) _image.Put64(nodes[^1].Address + 16, node);
            _image.Put64(node + 24, before);
            for (var i = 0; i < count; i++)
            {
                _image.Put64(node + 32 + 16 * i, below[start + i].Address);
                before = below[start + i].LastName;
                _image.Put64(node + 40 + 16 * i, before);
            }
            nodes.Add((node, before));
            start += count;
        }
        while (start < below.Count);
        return nodes;
    }

    /// <summary>Places the texts of attributes in heaps and points the attributes at them.</summary>
    private void PlaceTexts()
    {
        for (var start = 0; start < _texts.Count;)
        {
            var count = 0;
            var used = 16;
            while (start + count < _texts.Count && count < MaxHeapTexts
                && (count == 0 || used + Room(start + count) <= HeapBytes)) used += Room(start + count++);
            // What is left is a free block, which needs room for its own description.
            var size = used <= HeapBytes - 16 ? HeapBytes : used == HeapBytes ? used : used + 16;
            var heap = _image.Allocate(size);
            _image.Put(heap, "GCOL\x01"u8);
            _image.Put64(heap + 8, size);
            var at = heap + 16;
            for (var i = 0; i < count; i++)
            {
                var (reference, text) = _texts[start + i];
                _image.Put32(reference, text.Length);
                if (text.Length == 0) continue;
                _image.Put64(reference + 4, heap);
                _image.Put32(reference + 12, i + 1);
                _image.Put16(at, i + 1);
                _image.Put16(at + 2, 1);
                _image.Put64(at + 8, text.Length);
                _image.Put(at + 16, text.Span);
                at += Room(start + i);
            }
            if (at < heap + size) _image.Put64(at + 8, heap + size - at);
            start += count;
        }

        int Room(int index) => _texts[index].Text.Length == 0 ? 0 : 16 + (_texts[index].Text.Length + 7) / 8 * 8;
    }
}
