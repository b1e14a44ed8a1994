using System.Numerics;

namespace Valence.Formats;

/// <summary>The heap in which the newer kind of group keeps many links, and of object many attributes: blocks that
/// double in size, found through blocks of addresses; what is too large for a block stands alone.</summary>
/// <remarks>Each block is read once, and no two objects may share a byte.</remarks>
internal sealed class Hdf5FractalHeap
{
    private const int HeaderBytes = 146;
    private const int ChecksumBytes = 4;
    private const int HugeKind = 1;
    private const int HugeRecordBytes = 24;
    private const int Managed = 0;
    private const int Huge = 1;
    private const int Tiny = 2;

    private readonly Hdf5Header _owner;
    private readonly string _rule;
    private readonly long _at;
    private readonly int _idBytes;
    private readonly bool _hasChecksums;
    private readonly int _width;
    private readonly int _start;
    private readonly int _directRows;
    private readonly int _offsetBytes;
    private readonly int _lengthBytes;
    private readonly int _mostRows;
    private readonly List<Block> _blocks = [];
    private readonly Hdf5Ranges _taken = new();
    private readonly Dictionary<long, (long At, long Length)> _huge = [];
    private readonly long[] _declared;
    private readonly long[] _found = new long[3];

    /// <summary>Reads the blocks of the heap.</summary>
    /// <param name="owner">The object whose heap it is.</param>
    /// <param name="at">Where the heap is.</param>
    /// <param name="idBytes">The bytes by which an object is named.</param>
    /// <param name="rule">The rule that a damaged heap breaks.</param>
    public Hdf5FractalHeap(Hdf5Header owner, long at, int idBytes, string rule)
    {
        (_owner, _at, _idBytes, _rule) = (owner, at, idBytes, rule);
        var head = owner.Source.Own(at, HeaderBytes, rule, owner.Path, "a heap").Span;
        if (!head.StartsWith("FRHP"u8) || head[4] != 0) throw Refuse(at, "expected a heap, found something else");
        if (Hdf5Source.U16(head, 7) != 0)
            throw owner.Source.Refuse("H10", owner.Path, at, "expected a heap without filters, found some",
                "Save it again without filters on groups");
        owner.Source.RequireChecksum(head, HeaderBytes - ChecksumBytes, at, rule, owner.Path, "a heap");
        _hasChecksums = (head[9] & 2) != 0;
        if (Hdf5Source.U16(head, 5) != idBytes || head[9] > 3)
            throw Refuse(at, $"expected a heap whose objects have names of {idBytes} bytes, found another");
        long mostManaged = Hdf5Source.U32(head, 10), start = Hdf5Source.U64(head, 112),
        most = Hdf5Source.U64(head, 120);
        _width = Hdf5Source.U16(head, 110);
        var bits = Hdf5Source.U16(head, 128);
        if (!BitOperations.IsPow2(_width) || !BitOperations.IsPow2(start) || !BitOperations.IsPow2(most)
            || start > most || most > 1 << 30 || mostManaged is 0 or > 1 << 30 || bits > 56)
            throw Refuse(at, "expected a heap of ordinary sizes, its header declares others");
        _start = (int)start;
        _directRows = BitOperations.Log2((ulong)(most / start)) + 2;
        _mostRows = bits - BitOperations.Log2((ulong)start * (ulong)_width) + 1;
        _offsetBytes = (bits + 7) / 8;
        _lengthBytes = (BitOperations.Log2((ulong)Math.Min(most, mostManaged)) + 7) / 8;
        if (1 + _offsetBytes + _lengthBytes > idBytes)
            throw Refuse(at, "expected names of objects that hold their place and length, they are too short");
        _declared = [Hdf5Source.U64(head, 70), Hdf5Source.U64(head, 86), Hdf5Source.U64(head, 102)];
        long root = Hdf5Source.U64(head, 132), rows = Hdf5Source.U16(head, 140), huge = Hdf5Source.U64(head, 22);
        if (root != Hdf5Source.Undefined && rows == 0) ReadDirect(root, 0, _start);
        else if (root != Hdf5Source.Undefined) ReadIndirect(root, 0, (int)rows);
        if (huge != Hdf5Source.Undefined) ReadHuge(huge);
    }

    /// <summary>A block of objects: where it starts in the heap and in the file.</summary>
    private readonly record struct Block(long Start, long At, ReadOnlyMemory<byte> Bytes);

    /// <summary>The object of a name, which is taken from the heap: it is there once.</summary>
    /// <returns>Its bytes, and where in the file they are.</returns>
    public (ReadOnlyMemory<byte> Bytes, long At) Take(ReadOnlyMemory<byte> id)
    {
        var kind = id.Span[0] >> 4;
        if (kind > Tiny) throw Refuse(_at, $"expected an object of version 0 in a heap, found kind {kind}");
        _found[kind]++;
        return kind switch
        {
            Managed => TakeManaged(id.Span[1..]),
            Huge => TakeHuge(id.Span[1..]),
            _ => TakeTiny(id),
        };
    }

    /// <summary>Proves that every object of the heap was taken.</summary>
    public void RequireAllTaken()
    {
        if (!_found.AsSpan().SequenceEqual(_declared))
            throw Refuse(_at, $"expected {string.Join(", ", _declared)} objects in a heap (in blocks, large, small), "
                + $"found names of {string.Join(", ", _found)}");
    }

    private (ReadOnlyMemory<byte>, long) TakeManaged(ReadOnlySpan<byte> id)
    {
        long offset = Hdf5Source.Number(id[.._offsetBytes]),
        length = Hdf5Source.Number(id.Slice(_offsetBytes, _lengthBytes));
        var block = BlockOf(offset);
        if (length == 0 || block is not { } found || offset + length > found.Start + found.Bytes.Length)
            throw Refuse(_at, $"expected objects within the blocks of their heap, one is {length} bytes at {offset}");
        if (!_taken.TryAdd(offset, length))
            throw Refuse(_at, "expected objects in bytes of their own, two in a heap overlap");
        var within = (int)(offset - found.Start);
        return (found.Bytes.Slice(within, (int)length), found.At + within);
    }

    private Block? BlockOf(long offset)
    {
        int low = 0, high = _blocks.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_blocks[middle].Start <= offset) low = middle + 1;
            else high = middle;
        }
        // An object stands behind the head of its block.
        return low > 0 && offset - _blocks[low - 1].Start >= DirectHeadBytes ? _blocks[low - 1] : null;
    }

    private (ReadOnlyMemory<byte>, long) TakeHuge(ReadOnlySpan<byte> id)
    {
        if (!_huge.Remove(Hdf5Source.Number(id[..Math.Min(id.Length, 8)]), out var place))
            throw Refuse(_at, "expected each large object in the tree of its heap once, one is not there");
        return (_owner.Source.Own(place.At, place.Length, _rule, _owner.Path, "an object of a heap"), place.At);
    }

    private (ReadOnlyMemory<byte>, long) TakeTiny(ReadOnlyMemory<byte> id)
    {
        var length = (id.Span[0] & 15) + 1;
        return length < _idBytes ? (id.Slice(1, length), _at)
            : throw Refuse(_at, $"expected small objects within their names, one has {length} bytes");
    }

    private void ReadHuge(long at)
    {
        var before = long.MinValue;
        foreach (var record in Hdf5RecordTree.Read(_owner, at, HugeKind, HugeRecordBytes, _rule))
        {
            var id = Hdf5Source.U64(record.Span, 16);
            if (id <= before) throw Refuse(at, "expected the large objects of a heap in order, each once");
            _huge.Add(before = id, (Hdf5Source.U64(record.Span, 0), Hdf5Source.U64(record.Span, 8)));
        }
    }

    private int HeadBytes => 13 + _offsetBytes;

    private int DirectHeadBytes => HeadBytes + (_hasChecksums ? ChecksumBytes : 0);

    private long RowBytes(int row) => row == 0 ? _start : (long)_start << (row - 1);

    private void ReadDirect(long at, long start, long length)
    {
        var block = _owner.Source.Own(at, length, _rule, _owner.Path, "a block of a heap");
        RequireHead(block.Span, "FHDB"u8, at, start);
        if (_hasChecksums)
        {
            // The sum is of the block with zeros in its own place.
            var copy = block.ToArray();
            copy.AsSpan(HeadBytes, ChecksumBytes).Clear();
            long declared = Hdf5Source.U32(block.Span, HeadBytes), sum = Hdf5Checksum.Of(copy);
            if (sum != declared)
                throw Refuse(at, $"expected a block of a heap with the checksum {declared:x8}, its bytes have "
                    + $"{sum:x8}");
        }
        _blocks.Add(new(start, at, block));
    }

    private void ReadIndirect(long at, long start, int rows)
    {
        if (rows < 1 || rows > _mostRows)
            throw Refuse(at, $"expected 1 to {_mostRows} rows in a block of a heap, found {rows}");
        var length = HeadBytes + 8L * rows * _width;
        var block = _owner.Source.Own(at, length + ChecksumBytes, _rule, _owner.Path, "a block of a heap").Span;
        RequireHead(block, "FHIB"u8, at, start);
        _owner.Source.RequireChecksum(block, (int)length, at, _rule, _owner.Path, "a block of a heap");
        for (var i = 0; i < rows * _width; i++)
        {
            var row = i / _width;
            var bytes = RowBytes(row);
            var child = Hdf5Source.U64(block, HeadBytes + 8 * i);
            if (child != Hdf5Source.Undefined && row < _directRows) ReadDirect(child, start, bytes);
            else if (child != Hdf5Source.Undefined)
                // As many rows as fill the place.
                ReadIndirect(child, start, BitOperations.Log2((ulong)bytes / (ulong)_start) + 1
                    - BitOperations.Log2((uint)_width));
            start += bytes;
        }
    }

    private void RequireHead(ReadOnlySpan<byte> block, ReadOnlySpan<byte> signature, long at, long start)
    {
        if (block.Length < DirectHeadBytes || !block.StartsWith(signature) || block[4] != 0)
            throw Refuse(at, "expected a block of a heap, found something else");
        if (Hdf5Source.U64(block, 5) != _at || Hdf5Source.Number(block.Slice(13, _offsetBytes)) != start)
            throw Refuse(at, "expected a block that names its heap and its place in it, found another");
    }

    private FileFormatException Refuse(long at, string problem) =>
        _owner.Source.Refuse(_rule, _owner.Path, at, problem, Hdf5Source.CopyAgain);
}
