using System.Buffers.Binary;
using System.IO.Compression;

namespace Valence.Text;

/// <summary>The unpacked bytes of a gzipped file. Unlike <see cref="GZipStream"/>, it does not take a file that was cut
/// short for a whole one.</summary>
/// <remarks>A gzip member ends with the length of what it unpacks to. Files of several members are recognised by the
/// header of a second one and not checked.</remarks>
internal sealed class GzipFile(FileStream packed, string path) : Stream
{
    public const int Magic0 = 0x1F;
    public const int Magic1 = 0x8B;

    private readonly GZipStream _unpacked = new(packed, CompressionMode.Decompress);
    private uint _length;
    private bool _isChecked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw ForwardOnly();

    public override long Position
    {
        get => throw ForwardOnly();
        set => throw ForwardOnly();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = _unpacked.Read(buffer);
        _length += (uint)count;
        if (count == 0 && buffer.Length > 0 && !_isChecked) CheckEnd();
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw ForwardOnly();

    public override void SetLength(long value) => throw ReadOnly();

    public override void Write(byte[] buffer, int offset, int count) => throw ReadOnly();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static NotSupportedException ForwardOnly() =>
        new("A gzipped file is unpacked from the first byte to the last: it has no known length, and no place in it "
            + "can be gone to.");

    private static NotSupportedException ReadOnly() => new("A gzipped file is opened for reading only.");

    private void CheckEnd()
    {
        _isChecked = true;
        Span<byte> trailer = stackalloc byte[4];
        packed.Seek(-Math.Min(trailer.Length, packed.Length), SeekOrigin.End);
        packed.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false);
        var isWhole = BinaryPrimitives.ReadUInt32LittleEndian(trailer) == _length || HasSecondMember();
        packed.Seek(0, SeekOrigin.End);
        if (!isWhole)
            throw new DataFileException("the gzipped file was cut short: it unpacks to another length than it says. "
                + "Download or pack it again.", path);
    }

    private bool HasSecondMember()
    {
        packed.Position = 0;
        var buffer = new byte[1 << 16];
        var kept = 0;
        while (packed.Read(buffer, kept, buffer.Length - kept) is > 0 and var count)
        {
            var end = kept + count;
            var first = packed.Position == end ? 1 : 0;
            for (var i = first; i + 10 <= end; i++)
                if (IsHeader(buffer.AsSpan(i, 10))) return true;
            kept = Math.Min(9, end);
            buffer.AsSpan(end - kept, kept).CopyTo(buffer);
        }
        return false;
    }

    /// <summary>Magic number, method deflate, no reserved flags, and the few values there are for effort and operating
    /// system.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> bytes) =>
        bytes is [Magic0, Magic1, 8, < 0x20, _, _, _, _, 0 or 2 or 4, <= 13 or 255];
}
