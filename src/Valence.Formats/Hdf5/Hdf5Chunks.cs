namespace Valence.Formats;

/// <summary>Elements stored in equal blocks that a tree finds; every block must be there exactly once.</summary>
internal sealed class Hdf5Chunks : Hdf5Layout
{
    private const int NodePrefixBytes = 24;
    private const int FreeChunkBytes = 16 << 20;
    private const int MostDeflateUnpacks = 1040;

    private readonly Hdf5Header _header;
    private readonly Hdf5Filters _filters;
    private readonly long[] _shape;
    private readonly int[] _chunk;
    private readonly int _elementSize;
    private readonly int _chunkBytes;
    private readonly long _totalBytes;
    private readonly List<Chunk> _chunks = [];

    public Hdf5Chunks(Hdf5Header header, Hdf5Message message, Hdf5Space space, Hdf5Type type)
    {
        _header = header;
        _shape = space.Shape;
        _elementSize = type.Size;
        _totalBytes = space.Count * type.Size;
        _chunk = new int[_shape.Length];
        var data = message.Data.Span;
        var axes = data.Length > 2 ? data[2] : 0;
        if (axes != _shape.Length + 1 || data.Length < 11 + 4 * axes)
            throw Refuse(message.Offset, $"expected chunks of {_shape.Length} axes, found {axes - 1}");
        if (Hdf5Source.U32(data, 11 + 4 * _shape.Length) != type.Size)
            throw Refuse(message.Offset, "expected chunks of the dataset's own elements, their size differs");
        var bytes = (long)type.Size;
        for (var axis = 0; axis < _chunk.Length; axis++)
        {
            var length = Hdf5Source.U32(data, 11 + 4 * axis);
            if (length is 0 or > int.MaxValue || length > Math.Max(_totalBytes, FreeChunkBytes) / bytes)
                throw Refuse(message.Offset, $"expected chunks of ordinary lengths, axis {axis} has {length}");
            _chunk[axis] = (int)length;
            bytes *= length;
        }
        if (bytes > int.MaxValue) throw Refuse(message.Offset, $"expected chunks below 2 GiB, found {bytes} bytes");
        _chunkBytes = (int)bytes;
        _filters = Hdf5Filters.Read(header, type.Size);
        var tree = Hdf5Source.U64(data, 3);
        if (tree != Hdf5Source.Undefined) ReadNode(tree, null);
        RequireAll(message.Offset);
    }

    private readonly record struct Chunk(long[] Start, long Size, long Skipped, long At);

    /// <inheritdoc/>
    public override ByteSource Open()
    {
        if (_totalBytes > Math.Min(_header.Source.Limits.MaxUnpackedBytes, Array.MaxLength))
            throw _header.Source.Refuse("H16", _header.Path, null,
                $"expected at most {_header.Source.Limits.MaxUnpackedBytes} bytes, the dataset unpacks to "
                    + $"{_totalBytes}", "Give a file within that bound");
        var stored = _chunks.Sum(chunk => chunk.Size);
        if (_totalBytes > stored * MostDeflateUnpacks)
            throw _header.Source.Refuse("H16", _header.Path, null,
                $"expected chunks that can unpack to {_totalBytes} bytes, they have {stored}", Hdf5Source.CopyAgain);
        var result = new byte[_totalBytes];
        foreach (var chunk in _chunks)
        {
            var packed = _header.Source.Slice(chunk.At, chunk.Size, "H16", _header.Path, "a chunk");
            Place(_filters.Undo(packed, chunk.Skipped, _chunkBytes, chunk.At).Span, chunk.Start, result);
        }
        return ByteSource.Of(result);
    }

    private void Place(ReadOnlySpan<byte> data, long[] start, byte[] result)
    {
        var rank = _shape.Length;
        if (rank == 0)
        {
            data.CopyTo(result);
            return;
        }
        var index = new int[rank];
        var run = (int)Math.Min(_chunk[^1], _shape[^1] - start[^1]) * _elementSize;
        for (var from = 0; from < data.Length; from += _chunk[^1] * _elementSize)
        {
            var isInside = true;
            var to = 0L;
            for (var axis = 0; axis < rank; axis++)
            {
                var position = start[axis] + index[axis];
                isInside &= position < _shape[axis];
                to = to * _shape[axis] + position;
            }
            if (isInside) data.Slice(from, run).CopyTo(result.AsSpan((int)(to * _elementSize)));
            for (var axis = rank - 2; axis >= 0 && ++index[axis] == _chunk[axis]; axis--) index[axis] = 0;
        }
    }

    private void ReadNode(long at, int? expectedLevel)
    {
        var source = _header.Source;
        var key = 8 + 8 * (_shape.Length + 1);
        var children = source.ChunkChildren;
        var node = source.Own(at, NodePrefixBytes + key + (long)children * (8 + key), "H16", _header.Path,
            "a node of the tree of chunks").Span;
        if (!node.StartsWith("TREE"u8) || node[4] != 1)
            throw Refuse(at, "expected a node of a tree of chunks, found something else");
        int level = node[5], used = Hdf5Source.U16(node, 6);
        if (level != (expectedLevel ?? level) || level > 32)
            throw Refuse(at, $"expected a node of level {expectedLevel ?? 32}, found level {level}");
        if (used > children) throw Refuse(at, $"expected at most {children} children of a node, found {used}");
        for (var i = 0; i < used; i++)
        {
            var entry = node[(NodePrefixBytes + i * (8 + key))..];
            var child = Hdf5Source.U64(entry, key);
            if (level == 0) ReadChunk(entry, child, at);
            else ReadNode(child, level - 1);
        }
    }

    private void ReadChunk(ReadOnlySpan<byte> entry, long at, long node)
    {
        long size = Hdf5Source.U32(entry, 0), skipped = Hdf5Source.U32(entry, 4);
        var start = new long[_shape.Length];
        for (var axis = 0; axis < start.Length; axis++)
        {
            start[axis] = Hdf5Source.U64(entry, 8 + 8 * axis);
            if (start[axis] < 0 || start[axis] >= _shape[axis] || start[axis] % _chunk[axis] != 0)
                throw Refuse(node, $"expected chunks inside the dataset, one starts at {start[axis]} of axis {axis}");
        }
        if (Hdf5Source.U64(entry, 8 + 8 * start.Length) != 0)
            throw Refuse(node, "expected chunks of whole elements, one starts within an element");
        if (_chunks.Count > 0 && _chunks[^1].Start.AsSpan().SequenceCompareTo(start) >= 0)
            throw Refuse(node, "expected chunks in order, each once");
        if (_filters.IsEmpty && size != _chunkBytes)
            throw Refuse(node, $"expected chunks of {_chunkBytes} bytes, found one of {size}");
        _header.Source.Claim(at, size, "H16", _header.Path, "a chunk");
        _chunks.Add(new(start, size, skipped, at));
    }

    private void RequireAll(long at)
    {
        var expected = _totalBytes == 0 ? 0L : 1L;
        for (var axis = 0; axis < _shape.Length && expected > 0 && expected <= _chunks.Count; axis++)
            expected *= (_shape[axis] + _chunk[axis] - 1) / _chunk[axis];
        if (expected != _chunks.Count)
            throw Refuse(at, $"expected every chunk of the dataset, found {_chunks.Count}",
                "Write all of the dataset's values and save it again");
        // Chunks may reach beyond the dataset, but not so far that unpacking them costs many times what it holds.
        if (expected * _chunkBytes > 16 * _totalBytes + FreeChunkBytes)
            throw Refuse(at, $"expected chunks about as large as the dataset, {expected} of {_chunkBytes} bytes "
                + $"hold {_totalBytes}");
    }

    private FileFormatException Refuse(long at, string problem, string advice = Hdf5Source.CopyAgain) =>
        _header.Source.Refuse("H16", _header.Path, at, problem, advice);
}
