using System.IO.Compression;

namespace Valence.Formats;

/// <summary>The steps a chunk went through when it was written: shuffled, deflated, checksummed.</summary>
internal sealed class Hdf5Filters
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Fletcher32 = 3;
    private const int MaxFilters = 8;

    private readonly Hdf5Header _header;
    private readonly List<int> _steps = [];
    private readonly int _elementSize;

    private Hdf5Filters(Hdf5Header header, int elementSize)
    {
        _header = header;
        _elementSize = elementSize;
    }

    /// <summary>Whether chunks are stored as they are.</summary>
    public bool IsEmpty => _steps.Count == 0;

    /// <summary>The filters of a dataset; none when it has no such message.</summary>
    public static Hdf5Filters Read(Hdf5Header header, int elementSize)
    {
        var filters = new Hdf5Filters(header, elementSize);
        if (header.Find(Hdf5MessageType.Filters) is not { } message) return filters;
        var data = message.Data.Span;
        if (data.Length < 2 || data[0] is not (1 or 2))
            throw filters.Refuse(message.Offset, "expected a list of filters of version 1 or 2, found something else");
        int version = data[0], count = data[1];
        if (count > MaxFilters)
            throw filters.Refuse(message.Offset, $"expected at most {MaxFilters} filters, found {count}");
        var at = version == 1 ? 8 : 2;
        for (var i = 0; i < count; i++)
        {
            if (data.Length < at + 8) throw filters.Refuse(message.Offset, "expected a list of filters, it is cut off");
            var id = Hdf5Source.U16(data, at);
            var hasName = version == 1 || id >= 256;
            int nameLength = hasName ? Hdf5Source.U16(data, at + 2) : 0,
            values = Hdf5Source.U16(data, at + (hasName ? 6 : 4));
            if (id is not (Deflate or Shuffle or Fletcher32))
                throw filters.Refuse(message.Offset, "expected the filters gzip, shuffle and Fletcher32, found "
                    + $"filter {id}", "Save it again without that compression");
            if (filters._steps.Contains(id))
                throw filters.Refuse(message.Offset, $"expected each filter once, found filter {id} twice");
            filters._steps.Add(id);
            at += (hasName ? 8 : 6) + (version == 1 ? (nameLength + 7) / 8 * 8 : nameLength) + 4 * values
                + (version == 1 && values % 2 == 1 ? 4 : 0);
            if (at > data.Length) throw filters.Refuse(message.Offset, "expected a list of filters, it is cut off");
        }
        return filters;
    }

    /// <summary>The bytes of a chunk as they were before the filters, exactly <paramref name="length"/> of
    /// them.</summary>
    /// <param name="stored">The bytes in the file.</param>
    /// <param name="skipped">A bit for each filter that was left out for this chunk.</param>
    /// <param name="length">The bytes of a whole chunk.</param>
    /// <param name="at">Where the chunk is in the file.</param>
    public ReadOnlyMemory<byte> Undo(ReadOnlyMemory<byte> stored, long skipped, int length, long at)
    {
        if (skipped >> _steps.Count != 0)
            throw Refuse(at, $"expected a mask of {_steps.Count} filters, found {skipped:x}");
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            if ((skipped >> i & 1) != 0) continue;
            stored = _steps[i] switch
            {
                Deflate => Inflate(stored, length + 4, at),
                Shuffle => Unshuffle(stored.Span),
                _ => WithoutChecksum(stored, at),
            };
        }
        return stored.Length == length ? stored
            : throw Refuse(at, $"expected a chunk of {length} bytes, it has {stored.Length}");
    }

    private byte[] Unshuffle(ReadOnlySpan<byte> stored)
    {
        var result = new byte[stored.Length];
        var count = stored.Length / _elementSize;
        for (var b = 0; b < _elementSize; b++)
            for (var i = 0; i < count; i++) result[i * _elementSize + b] = stored[b * count + i];
        var whole = count * _elementSize;
        stored[whole..].CopyTo(result.AsSpan(whole));
        return result;
    }

    private ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> stored, int most, long at)
    {
        // The buffer grows with what really comes out, so a declared size alone reserves nothing.
        var buffer = new byte[Math.Min(most, 1 << 16)];
        var length = 0;
        var source = new PackedStream(stored);
        try
        {
            using var inflater = new ZLibStream(source, CompressionMode.Decompress, leaveOpen: true);
            while (true)
            {
                if (length == buffer.Length)
                {
                    if (length == most)
                    {
                        if (inflater.ReadByte() >= 0)
                            throw Refuse(at, $"expected a chunk of at most {most} bytes, it unpacks to more");
                        break;
                    }
                    Array.Resize(ref buffer, (int)Math.Min(most, 2L * buffer.Length));
                }
                var count = inflater.Read(buffer, length, buffer.Length - length);
                if (count == 0) break;
                length += count;
            }
        }
        catch (InvalidDataException e)
        {
            throw new FileFormatException("H16", Refuse(at, "").Place, "expected gzip data, found something else",
                Hdf5Source.CopyAgain, e);
        }
        return source.Position == source.Length ? buffer.AsMemory(0, length)
            : throw Refuse(at, "expected gzip data to fill the chunk, some bytes are left");
    }

    private ReadOnlyMemory<byte> WithoutChecksum(ReadOnlyMemory<byte> stored, long at)
    {
        if (stored.Length < 4) throw Refuse(at, "expected a chunk with a checksum, it is too short");
        var data = stored[..^4];
        long declared = Hdf5Source.U32(stored.Span, data.Length), sum = Checksum(data.Span);
        return declared == sum ? data
            : throw Refuse(at, $"expected the Fletcher32 checksum {declared:x8}, the chunk has {sum:x8}");
    }

    /// <summary>HDF5's Fletcher-32: two sums over pairs of bytes, modulo 65535.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> data)
    {
        const int pairsWithoutOverflow = 360;
        uint sum = 0, sumOfSums = 0;
        while (data.Length > 1)
        {
            var pairs = Math.Min(data.Length / 2, pairsWithoutOverflow);
            for (var i = 0; i < pairs; i++)
            {
                sum += (uint)(data[2 * i] << 8 | data[2 * i + 1]);
                sumOfSums += sum;
            }
            data = data[(2 * pairs)..];
            sum = (sum & 0xffff) + (sum >> 16);
            sumOfSums = (sumOfSums & 0xffff) + (sumOfSums >> 16);
        }
        if (data.Length == 1)
        {
            sum += (uint)data[0] << 8;
            sumOfSums += sum;
            sum = (sum & 0xffff) + (sum >> 16);
            sumOfSums = (sumOfSums & 0xffff) + (sumOfSums >> 16);
        }
        sum = (sum & 0xffff) + (sum >> 16);
        sumOfSums = (sumOfSums & 0xffff) + (sumOfSums >> 16);
        return sumOfSums << 16 | sum;
    }

    private FileFormatException Refuse(long at, string problem, string advice = Hdf5Source.CopyAgain) =>
        _header.Source.Refuse("H16", _header.Path, at, problem, advice);
}
