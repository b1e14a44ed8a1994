using System.Buffers.Binary;
using System.Text;

namespace Valence.Formats.Tests;

/// <summary>A small HDF5 file laid out by hand: a root group with one dataset "d", every structure at a known
/// place.</summary>
internal static class CraftedHdf5
{
    public const int Root = 96;
    public const int RootMessages = Root + 16;
    public const int Heap = 2000;
    public const int Names = 2032;
    public const int Tree = 2096;
    public const int Leaf = 2640;
    public const int Dataset = 2968;
    public const int DatasetMessages = Dataset + 16;
    public const int Extra = 4096;

    public readonly record struct Message(int Type, byte[] Data, int Flags = 0);

    public static readonly byte[] FloatType = [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];

    public static Message Space(params long[] shape) =>
        new(1, [1, (byte)shape.Length, 0, 0, 0, 0, 0, 0, .. shape.SelectMany(BitConverter.GetBytes)]);

    public static Message Floats() => new(3, FloatType);

    public static Message Contiguous(long at, long size) =>
        new(8, [3, 1, .. BitConverter.GetBytes(at), .. BitConverter.GetBytes(size)]);

    public static Message Compact(byte[] data, int? size = null) =>
        new(8, [3, 0, .. BitConverter.GetBytes((ushort)(size ?? data.Length)), .. data]);

    public static Message Chunked(long tree, params uint[] lengths) => new(
        8, [3, 2, (byte)lengths.Length, .. BitConverter.GetBytes(tree), .. lengths.SelectMany(BitConverter.GetBytes)]);

    public static Message Filters(params int[] ids) => new(11,
        [1, (byte)ids.Length, 0, 0, 0, 0, 0, 0,
            .. ids.SelectMany(id => new byte[] { (byte)id, (byte)(id >> 8), 0, 0, 1, 0, 0, 0 })]);

    public static Message Attribute(string name, byte[] type, Message space, byte[] values)
    {
        var text = Encoding.UTF8.GetBytes(name + '\0');
        return new(12, [3, 0, (byte)text.Length, (byte)(text.Length >> 8), (byte)type.Length, 0,
            (byte)space.Data.Length, 0, 1, .. text, .. type, .. space.Data, .. values]);
    }

    /// <summary>A node of a tree of chunks, its children given by (stored size, filter mask, start on the first axis,
    /// address).</summary>
    public static byte[] ChunkNode(int level, params (uint Size, uint Mask, long Start, long At)[] children) =>
        ChunkNode(level, 1, children);

    public static byte[] ChunkNode(int level, int rank, (uint Size, uint Mask, long Start, long At)[] children)
    {
        var key = 8 + 8 * (rank + 1);
        var node = new byte[24 + key + 64 * (8 + key)];
        "TREE\x01"u8.CopyTo(node);
        node[5] = (byte)level;
        node[6] = (byte)children.Length;
        node.AsSpan(8, 16).Fill(0xff);
        for (var i = 0; i < children.Length; i++)
        {
            var entry = node.AsSpan(24 + (8 + key) * i);
            BinaryPrimitives.WriteUInt32LittleEndian(entry, children[i].Size);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], children[i].Mask);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], children[i].Start);
            BinaryPrimitives.WriteInt64LittleEndian(entry[key..], children[i].At);
        }
        return node;
    }

    /// <summary>A collection of texts with indices from 1.</summary>
    public static byte[] TextHeap(params byte[][] texts)
    {
        var heap = new List<byte>([.. "GCOL\x01\0\0\0"u8, .. new byte[8]]);
        for (var i = 0; i < texts.Length; i++)
        {
            heap.AddRange([(byte)(i + 1), 0, 1, 0, 0, 0, 0, 0, .. BitConverter.GetBytes((long)texts[i].Length),
                .. texts[i]]);
            while (heap.Count % 8 != 0) heap.Add(0);
        }
        heap.AddRange(new byte[16]);
        var bytes = heap.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), bytes.Length);
        return bytes;
    }

    /// <summary>Six floats in two rows, contiguous.</summary>
    public static byte[] Good() => With([Space(2, 3), Floats(), Contiguous(Extra, 24)], new byte[24]);

    /// <summary>The file whose dataset has these messages, with <paramref name="extra"/> at
    /// <see cref="Extra"/>.</summary>
    public static byte[] With(Message[] dataset, byte[]? extra = null, Message[]? root = null)
    {
        var bytes = new byte[Extra + (extra?.Length ?? 0)];
        new byte[] { 0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16,
            0 }.CopyTo(bytes, 0);
        Put(bytes, 32, 8, -1);
        Put(bytes, 40, 8, bytes.Length);
        Put(bytes, 48, 8, -1);
        Put(bytes, 64, 8, Root);
        Put(bytes, 72, 4, 1);
        Put(bytes, 80, 8, Tree);
        Put(bytes, 88, 8, Heap);
        Header(bytes, Root,
            [new(0x11, [.. BitConverter.GetBytes((long)Tree), .. BitConverter.GetBytes((long)Heap)]), .. root ?? []]);
        "HEAP"u8.CopyTo(bytes.AsSpan(Heap));
        Put(bytes, Heap + 8, 8, 64);
        Put(bytes, Heap + 16, 8, 1);
        Put(bytes, Heap + 24, 8, Names);
        "d\0\0\0\0\0\0\0e\0\0\0\0\0\0\0"u8.CopyTo(bytes.AsSpan(Names + 8));
        "TREE"u8.CopyTo(bytes.AsSpan(Tree));
        Put(bytes, Tree + 6, 2, 1);
        bytes.AsSpan(Tree + 8, 16).Fill(0xff);
        Put(bytes, Tree + 32, 8, Leaf);
        Put(bytes, Tree + 40, 8, 8);
        "SNOD\x01"u8.CopyTo(bytes.AsSpan(Leaf));
        Put(bytes, Leaf + 6, 2, 1);
        Put(bytes, Leaf + 8, 8, 8);
        Put(bytes, Leaf + 16, 8, Dataset);
        Header(bytes, Dataset, dataset);
        extra?.CopyTo(bytes, Extra);
        return bytes;
    }

    /// <summary>The bytes with numbers of 1, 2, 4 or 8 bytes written over them.</summary>
    public static byte[] Patch(byte[] bytes, params (int At, int Size, long Value)[] edits)
    {
        var patched = bytes.ToArray();
        foreach (var (at, size, value) in edits) Put(patched, at, size, value);
        return patched;
    }

    public static void Put(byte[] bytes, int at, int size, long value)
    {
        for (var i = 0; i < size; i++) bytes[at + i] = (byte)(value >> (8 * i));
    }

    public static void Header(byte[] bytes, int at, Message[] messages)
    {
        bytes[at] = 1;
        Put(bytes, at + 2, 2, messages.Length);
        Put(bytes, at + 4, 4, 1);
        var start = at + 16;
        foreach (var (type, data, flags) in messages)
        {
            var padded = (data.Length + 7) / 8 * 8;
            Put(bytes, start, 2, type);
            Put(bytes, start + 2, 2, padded);
            Put(bytes, start + 4, 1, flags);
            data.CopyTo(bytes, start + 8);
            start += 8 + padded;
        }
        Put(bytes, at + 8, 4, start - at - 16);
    }
}
