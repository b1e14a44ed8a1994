using System.Text;
using static Valence.Formats.Tests.CraftedHdf5;

namespace Valence.Formats.Tests;

/// <summary>A <see cref="CraftedHdf5"/> whose "d" has three links or three attributes in a heap, which one tree finds
/// by name and one by order, every structure at a known place; checksums are right after every edit.</summary>
internal static class CraftedHeap
{
    public const int Heap = Extra;
    public const int Rows = Heap + 152;
    public const int Block0 = Rows + 56;
    public const int Block1 = Block0 + 512;
    public const int Names = Block1 + 512;
    public const int Inner = Names + 40;
    public const int Leaf0 = Inner + 512;
    public const int Leaf1 = Leaf0 + 512;
    public const int Children = Leaf1 + 512;
    public const int Order = Children + 264;
    public const int OrderLeaf = Order + 40;
    public const int End = OrderLeaf + 512;

    /// <summary>The names, in the order of their checksums.</summary>
    public static readonly string[] Known =
        [.. new[] { "é", "b", "日本" }.OrderBy(name => Hdf5Checksum.Of(Encoding.UTF8.GetBytes(name)))];

    /// <summary>A group with three datasets.</summary>
    public static byte[] Links(params (int At, int Size, long Value)[] edits)
    {
        var objects = Known.Select((name, i) => LinkTo(name, Children + 88 * i)).ToArray();
        var file = With([Info(8)], Filled(objects, 4, 7, 5, 6));
        for (var i = 0; i < 3; i++)
            Header(file, Children + 88 * i, [Space(1), Floats(), Compact(BitConverter.GetBytes((float)i))]);
        return Summed(file, edits, 4, 11, 15);
    }

    /// <summary>Six floats with three attributes, in a header of version 2.</summary>
    public static byte[] Attributes(params (int At, int Size, long Value)[] edits)
    {
        var objects = Known.Select((name, i) =>
            Attribute(name, FloatType, Space(1), BitConverter.GetBytes((float)i)).Data).ToArray();
        var file = With([], Filled(objects, 5, 8, 8, 9));
        byte[] messages = [.. new[] { Space(6), Floats(), Compact(new byte[24]), Info(2) with { Type = 0x15 } }
            .SelectMany(message => new byte[] { (byte)message.Type, (byte)message.Data.Length, 0, 0 }
                .Concat(message.Data))];
        byte[] header = [.. "OHDR"u8, 2, 0, (byte)messages.Length, .. messages];
        header.CopyTo(file, Dataset);
        var summed = Summed(file, edits, 5, 17, 13);
        Put(summed, Dataset + header.Length, 4, Hdf5Checksum.Of(summed.AsSpan(Dataset, header.Length)));
        return summed;
    }

    public static byte[] LinkTo(string name, long at)
    {
        var text = Encoding.UTF8.GetBytes(name);
        return [1, 0x10, 1, (byte)text.Length, .. text, .. BitConverter.GetBytes(at)];
    }

    public static Message Info(int orderBytes) => new(2, [0, 3, .. new byte[orderBytes],
        .. BitConverter.GetBytes((long)Heap), .. BitConverter.GetBytes((long)Names),
        .. BitConverter.GetBytes((long)Order)]);

    private static byte[] Filled(byte[][] objects, int offsetBytes, int idBytes, int nameKind, int orderKind)
    {
        var file = new byte[End];
        void Text(int at, ReadOnlySpan<byte> text) => text.CopyTo(file.AsSpan(at));
        void Number(int at, int size, long value) => Put(file, at, size, value);
        Text(Heap, "FRHP"u8);
        Number(Heap + 5, 2, idBytes);
        Number(Heap + 9, 1, 2);
        Number(Heap + 10, 4, 4096);
        Number(Heap + 22, 8, -1);
        Number(Heap + 38, 8, -1);
        Number(Heap + 46, 8, 1024);
        Number(Heap + 54, 8, 1024);
        Number(Heap + 70, 8, 3);
        Number(Heap + 110, 2, 4);
        Number(Heap + 112, 8, 512);
        Number(Heap + 120, 8, 65536);
        Number(Heap + 128, 2, 8 * offsetBytes);
        Number(Heap + 130, 2, 1);
        Number(Heap + 132, 8, Rows);
        Number(Heap + 140, 2, 1);
        Text(Rows, "FHIB"u8);
        Number(Rows + 5, 8, Heap);
        long[] blocks = [Block0, Block1, -1, -1];
        for (var i = 0; i < 4; i++) Number(Rows + 13 + offsetBytes + 8 * i, 8, blocks[i]);
        foreach (var block in new[] { Block0, Block1 })
        {
            Text(block, "FHDB"u8);
            Number(block + 5, 8, Heap);
            Number(block + 13, offsetBytes, block - Block0);
        }
        var first = 13 + offsetBytes + 4;
        int[] offsets = [first, first + objects[0].Length, 512 + first];
        byte[][] ids = [.. offsets.Select((offset, i) =>
            (byte[])[0, .. BitConverter.GetBytes((long)offset)[..offsetBytes],
                .. BitConverter.GetBytes((long)objects[i].Length)[..2]])];
        for (var i = 0; i < 3; i++) Text(Block0 + offsets[i], objects[i]);
        byte[][] byName = [.. ids.Select((id, i) => (byte[])(nameKind == 5 ? [.. Sum(i), .. id]
            : [.. id, 0, (byte)i, 0, 0, 0, .. Sum(i)]))];
        byte[][] byOrder = [.. ids.Select((id, i) => (byte[])(orderKind == 6
            ? [.. BitConverter.GetBytes((long)i), .. id] : [.. id, 0, (byte)i, 0, 0, 0]))];
        Tree(Names, nameKind, byName[0].Length, 1, Inner, 1);
        Text(Inner, [.. "BTIN"u8, 0, (byte)nameKind, .. byName[1], .. BitConverter.GetBytes((long)Leaf0), 1,
            .. BitConverter.GetBytes((long)Leaf1), 1]);
        Text(Leaf0, [.. "BTLF"u8, 0, (byte)nameKind, .. byName[0]]);
        Text(Leaf1, [.. "BTLF"u8, 0, (byte)nameKind, .. byName[2]]);
        Tree(Order, orderKind, byOrder[0].Length, 0, OrderLeaf, 3);
        Text(OrderLeaf, [.. "BTLF"u8, 0, (byte)orderKind, .. byOrder.SelectMany(record => record)]);
        return file[Heap..];

        byte[] Sum(int i) => BitConverter.GetBytes(Hdf5Checksum.Of(Encoding.UTF8.GetBytes(Known[i])));

        void Tree(int at, int kind, int recordBytes, int depth, long root, int count)
        {
            Text(at, [.. "BTHD"u8, 0, (byte)kind]);
            Number(at + 6, 4, 512);
            Number(at + 10, 2, recordBytes);
            Number(at + 12, 2, depth);
            Text(at + 14, [100, 40]);
            Number(at + 16, 8, root);
            Number(at + 24, 2, count);
            Number(at + 26, 8, 3);
        }
    }

    private static byte[] Summed(byte[] file, (int At, int Size, long Value)[] edits, int offsetBytes, int nameBytes,
        int orderBytes)
    {
        var edited = Patch(file, edits);
        (int At, int Length)[] structures = [(Heap, 142), (Rows, 45 + offsetBytes), (Names, 34),
            (Inner, 24 + nameBytes), (Leaf0, 6 + nameBytes), (Leaf1, 6 + nameBytes), (Order, 34),
            (OrderLeaf, 6 + 3 * orderBytes)];
        foreach (var (at, length) in structures)
            Put(edited, at + length, 4, Hdf5Checksum.Of(edited.AsSpan(at, length)));
        foreach (var block in new[] { Block0, Block1 })
            Put(edited, block + 13 + offsetBytes, 4, Hdf5Checksum.Of(edited.AsSpan(block, 512)));
        return edited;
    }
}
