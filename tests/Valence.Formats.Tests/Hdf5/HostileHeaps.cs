using static Valence.Formats.Tests.CraftedHdf5;
using static Valence.Formats.Tests.CraftedHeap;

namespace Valence.Formats.Tests;

/// <summary>HDF5 files whose structures of the newer kind lie, with the rule each breaks.</summary>
internal static class HostileHeaps
{
    private const int Offset = 7;
    private const int Id = 6 + 4;

    public static IEnumerable<(string Rule, string What, byte[] Bytes)> Files()
    {
        var good = Links();
        foreach (var (what, edits) in Trees()) yield return ("H07", "tree of records: " + what, Links(edits));
        foreach (var (what, edits) in Heaps()) yield return ("H09", "heap: " + what, Links(edits));
        foreach (var (what, edits) in OfAttributes())
            yield return ("H17", "attributes in a heap: " + what, Attributes(edits));
        foreach (var (what, at) in new[] { ("tree", CraftedHeap.Names), ("inner node", Inner), ("leaf", Leaf1),
            ("tree by order", Order) })
            yield return ("H07", $"checksum of the {what} of records", Broken(at + 8));
        foreach (var (what, at) in new[] { ("heap", CraftedHeap.Heap), ("rows of a heap", Rows),
            ("block of a heap", Block1) })
            yield return ("H09", $"checksum of the {what}", Broken(at + 50));
        yield return ("H10", "heap: filters", Links((CraftedHeap.Heap + 7, 2, 8)));
        yield return ("H11", "heap: soft link", Links((Block0 + 21 + 1, 2, 0x0118)));
        yield return ("H05", "heap: link cut off", Links((Leaf0 + Id + 5, 2, 3), (OrderLeaf + 6 + 8 + 5, 2, 3)));
        yield return ("H09", "heap: name of invalid UTF-8", Links((Block0 + 21 + 4, 1, 0xff)));
        yield return ("H04", "heap: link to nowhere", Links((Block1 + 21 + good[Block1 + 24] + 4, 8, 1L << 40)));
        yield return ("H08", "heap: link to the group itself",
            Links((Block1 + 21 + good[Block1 + 24] + 4, 8, Dataset)));
        yield return ("H08", "heap: link to another's object",
            Links((Block1 + 21 + good[Block1 + 24] + 4, 8, Children)));
        yield return ("H05", "places of links cut off", With([new(2, [0, 3, .. new byte[20]])]));
        yield return ("H05", "places of links in version 1", With([Info(8) with { Data = [1, .. Info(8).Data[1..]] }]));
        yield return ("H05", "tree of links without a heap", With([new(2, [0, 0, .. BitConverter.GetBytes(-1L),
            .. BitConverter.GetBytes((long)Extra)])]));
        yield return ("H05", "links in a heap and in the header",
            With([Info(8), new(6, LinkTo("x", Children))], good[Extra..]));
        yield return ("H10", "group of both kinds", With([Info(8), new(0x11, new byte[16])], good[Extra..]));
        yield return ("H15", "attributes in a heap: shared", Attributes((Leaf0 + 6 + 8, 1, 2)));
        foreach (var (what, edits) in Headers())
            yield return ("H05", "header of version 2: " + what, Attributes(edits));
        yield return ("H05", "header of version 2: checksum", Patch(Attributes(), (Dataset + 9, 1, 77)));

        byte[] Broken(int at) => Patch(good, (at, 1, good[at] ^ 1));
    }

    private static IEnumerable<(string What, (int At, int Size, long Value)[] Edits)> Trees()
    {
        const int tree = CraftedHeap.Names, child = Inner + 6 + 11;
        yield return ("another name", [(tree, 4, 0)]);
        yield return ("version 1", [(tree + 4, 1, 1)]);
        yield return ("of another kind", [(tree + 5, 1, 6)]);
        foreach (var size in new long[] { 0, 9, 20, 1 << 20, 0xffffffff })
            yield return ($"nodes of {size}", [(tree + 6, 4, size)]);
        yield return ("records of 12 bytes", [(tree + 10, 2, 12)]);
        foreach (var depth in new long[] { 0, 2, 30, 65535 }) yield return ($"depth {depth}", [(tree + 12, 2, depth)]);
        foreach (var root in new long[] { 0, -1L, End, long.MaxValue, CraftedHeap.Names, Leaf0 })
            yield return ($"root at {root}", [(tree + 16, 8, root)]);
        foreach (var count in new long[] { 0, 2, 65535 })
            yield return ($"root of {count} records", [(tree + 24, 2, count)]);
        foreach (var total in new long[] { 0, 2, 4, long.MaxValue, -1 })
            yield return ($"{total} in all", [(tree + 26, 8, total)]);
        yield return ("a node in itself", [(child, 8, Inner)]);
        yield return ("a leaf twice", [(child + 9, 8, Leaf0)]);
        yield return ("a leaf without records", [(child + 8, 1, 0)]);
        yield return ("a leaf of 255 records", [(child + 8, 1, 255)]);
        yield return ("a leaf of another tree", [(child, 8, OrderLeaf)]);
        yield return ("a name under another checksum", [(Leaf0 + 6, 4, 0)]);
        yield return ("names out of order", [(child, 8, Leaf1), (child + 9, 8, Leaf0)]);
        yield return ("by order, another kind", [(Order + 5, 1, 5)]);
        yield return ("by order, two records", [(Order + 24, 2, 2), (Order + 26, 8, 2)]);
        yield return ("by order, none", [(Order + 16, 8, -1), (Order + 26, 8, 0)]);
        yield return ("by order, one place twice", [(OrderLeaf + 6 + 15, 8, 0)]);
        yield return ("by order, an object of its own", [(OrderLeaf + 6 + 9, 4, 400)]);
    }

    private static IEnumerable<(string What, (int At, int Size, long Value)[] Edits)> Heaps()
    {
        const int heap = CraftedHeap.Heap, link = Rows + 17;
        yield return ("another name", [(heap, 4, 0)]);
        yield return ("version 1", [(heap + 4, 1, 1)]);
        foreach (var bytes in new long[] { 0, 6, 8, 4096 })
            yield return ($"names of {bytes} bytes", [(heap + 5, 2, bytes)]);
        yield return ("unknown flags", [(heap + 9, 1, 6)]);
        foreach (var most in new long[] { 0, 0xffffffff })
            yield return ($"objects of {most} bytes", [(heap + 10, 4, most)]);
        foreach (var width in new long[] { 0, 3, 32768 }) yield return ($"width {width}", [(heap + 110, 2, width)]);
        foreach (var start in new long[] { 0, 500, 1L << 40, long.MinValue, 16 })
            yield return ($"first blocks of {start} bytes", [(heap + 112, 8, start)]);
        foreach (var most in new long[] { 0, 256, 1L << 40 })
            yield return ($"blocks of {most} bytes", [(heap + 120, 8, most)]);
        foreach (var bits in new long[] { 0, 8, 48, 64, 65535 }) yield return ($"{bits} bits", [(heap + 128, 2, bits)]);
        foreach (var rows in new long[] { 2, 30, 65535 }) yield return ($"{rows} rows", [(heap + 140, 2, rows)]);
        yield return ("rows as a block", [(heap + 140, 2, 0)]);
        foreach (var root in new long[] { 0, End, -1L, long.MinValue })
            yield return ($"root at {root}", [(heap + 132, 8, root)]);
        foreach (var count in new long[] { 0, 2, 4, -1 }) yield return ($"{count} objects", [(heap + 70, 8, count)]);
        yield return ("a large object more", [(heap + 86, 8, 1)]);
        yield return ("a small object more", [(heap + 102, 8, 1)]);
        yield return ("large objects in a tree that is none", [(heap + 22, 8, CraftedHeap.Names)]);
        yield return ("rows in themselves", [(link, 8, Rows)]);
        yield return ("a block twice", [(link + 8, 8, Block0)]);
        yield return ("a block beyond the file", [(link + 8, 8, End)]);
        yield return ("no block", [(link + 8, 8, -1)]);
        yield return ("a block of another heap", [(Block1 + 5, 8, 0)]);
        yield return ("a block of another place", [(Block1 + 13, 4, 0)]);
        yield return ("blocks exchanged", [(link, 8, Block1), (link + 8, 8, Block0)]);
        yield return ("an object of version 1", [(Leaf0 + Id, 1, 0x40)]);
        yield return ("a large object without a tree", [(Leaf0 + Id, 1, 0x10)]);
        yield return ("an object of kind 3", [(Leaf0 + Id, 1, 0x30)]);
        yield return ("a small object too long", [(Leaf0 + Id, 1, 0x2f)]);
        foreach (var offset in new long[] { 0, 20, 2000, 0xffffffff })
            yield return ($"an object at {offset}", [(Leaf0 + Id + 1, 4, offset)]);
        foreach (var length in new long[] { 0, 600, 65535 })
            yield return ($"an object of {length} bytes", [(Leaf0 + Id + 5, 2, length)]);
        yield return ("an object in another", [(Inner + Id + 1, 4, 21)]);
    }

    private static IEnumerable<(string What, (int At, int Size, long Value)[] Edits)> OfAttributes()
    {
        yield return ("tree of another kind", [(CraftedHeap.Names + 5, 1, 5)]);
        yield return ("a name under another checksum", [(Leaf0 + 6 + 13, 4, 0)]);
        yield return ("an object beyond its block", [(Leaf0 + Offset, 5, 1 << 20)]);
        yield return ("heap beyond the file", [(Dataset + Offset + 80 + 4, 8, 1L << 40)]);
        yield return ("a heap of links", [(CraftedHeap.Heap + 5, 2, 7)]);
        yield return ("values cut off", [(Leaf0 + Offset + 5, 2, 20), (OrderLeaf + 6 + 6, 2, 20)]);
        yield return ("by order, one place twice", [(OrderLeaf + 6 + 13 + 9, 4, 0)]);
    }

    private static IEnumerable<(string What, (int At, int Size, long Value)[] Edits)> Headers()
    {
        yield return ("version 3", [(Dataset + 4, 1, 3)]);
        yield return ("unknown flags", [(Dataset + 5, 1, 0x40)]);
        yield return ("a size of 2^63", [(Dataset + 5, 1, 3), (Dataset + 6, 8, long.MinValue)]);
        yield return ("a size beyond the file", [(Dataset + 5, 1, 2), (Dataset + 6, 4, 1 << 30)]);
        yield return ("a message beyond it", [(Dataset + Offset + 1, 2, 600)]);
    }
}
