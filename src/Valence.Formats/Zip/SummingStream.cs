namespace Valence.Formats;

/// <summary>Counts and sums what is written, and passes it on.</summary>
/// <remarks>What writes a member of an archive only writes: nobody reads, seeks or cuts, so these say that they
/// cannot.</remarks>
internal sealed class SummingStream(Stream to) : Stream
{
    private long _length;

    public uint Crc32 { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        Crc32 = Formats.Crc32.Compute(bytes, Crc32);
        _length += bytes.Length;
        to.Write(bytes);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => to.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
