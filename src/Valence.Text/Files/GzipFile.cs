using System.Globalization;
using System.IO.Compression;

namespace Valence.Text;

/// <summary>The unpacked bytes of a gzipped file of one member or several. Unlike <see cref="GZipStream"/>, it does not
/// take a file that was cut short, in whichever member, for a whole one.</summary>
/// <remarks>One more member of known content is read behind the file: it comes out whole only where the file ended with
/// the end of a member.</remarks>
internal sealed class GzipFile : ForwardStream
{
    public const int Magic0 = 0x1F;
    public const int Magic1 = 0x8B;

    // What is no bomb stays far below; what is small does no harm.
    private const int MostTimes = 200;
    private const long FreeBytes = 64 << 20;
    private const int BufferBytes = 1 << 16;
    private const int Padding = 9;

    private static readonly byte[] Mark = [.. Enumerable.Repeat("end of file"u8.ToArray(), 6).SelectMany(word => word)];
    private static readonly byte[] PackedMark = Packed(Mark);

    private readonly MarkedEnd _packed;
    private readonly GZipStream _unpacked;
    private readonly string _path;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private long _length;
    private bool _isAtEnd;

    /// <summary>Unpacks what comes from a stream.</summary>
    public GzipFile(Stream packed, string path)
    {
        _packed = new(packed);
        _unpacked = new(_packed, CompressionMode.Decompress);
        _path = path;
    }

    public override int Read(Span<byte> buffer)
    {
        // What may be the mark is held back.
        while (_end - _start <= Mark.Length && !_isAtEnd && buffer.Length > 0) Fill();
        var count = Math.Min(buffer.Length, _end - _start - (_isAtEnd ? 0 : Mark.Length));
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int count;
        try
        {
            count = _unpacked.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException) when (_packed.IsAtEnd)
        {
            throw CutShort();
        }
        _end += count;
        _length += count;
        if (_length > FreeBytes && _length / MostTimes > _packed.Count)
            throw new DataFileException(string.Create(CultureInfo.InvariantCulture,
                $"the gzipped file unpacks to more than {MostTimes} times its size, which texts do not. If they are "
                    + $"texts all the same, unpack it first."), _path);
        if (count > 0) return;
        if (!_buffer.AsSpan(0, _end).EndsWith(Mark)) throw CutShort();
        _end -= Mark.Length;
        _isAtEnd = true;
    }

    private DataFileException CutShort() => new(_packed.Zeros >= Padding
        ? "the gzipped file ends in zeros, as where it was padded or its end was lost. Take a whole copy, or unpack it "
            + "with gzip first."
        : "the gzipped file was cut short, or something else follows it. Download or pack it again.", _path);

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>The packed bytes, and the mark behind them.</summary>
    private sealed class MarkedEnd(Stream packed) : ForwardStream
    {
        private int _marked;

        /// <summary>Whether all of the file was read.</summary>
        public bool IsAtEnd { get; private set; }

        /// <summary>The bytes that were read of the file.</summary>
        public long Count { get; private set; }

        /// <summary>The zeros among these since the last other byte.</summary>
        public long Zeros { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (!IsAtEnd)
            {
                var count = packed.Read(buffer);
                Count += count;
                var last = buffer[..count].LastIndexOfAnyExcept((byte)0);
                Zeros = last < 0 ? Zeros + count : count - 1 - last;
                if (count > 0) return count;
                IsAtEnd = true;
            }
            var rest = Math.Min(buffer.Length, PackedMark.Length - _marked);
            PackedMark.AsSpan(_marked, rest).CopyTo(buffer);
            _marked += rest;
            return rest;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) packed.Dispose();
            base.Dispose(disposing);
        }
    }
}
