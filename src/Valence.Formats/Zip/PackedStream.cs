namespace Valence.Formats;

/// <summary>Compressed bytes in memory as a stream. Its last byte is handed out alone, so the position tells whether a
/// decompressor needed every byte.</summary>
internal sealed class PackedStream(ReadOnlyMemory<byte> bytes) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position
    {
        get => _position;
        set => throw ForwardOnly();
    }

    public override int Read(Span<byte> buffer)
    {
        var left = bytes.Length - _position;
        var count = Math.Min(buffer.Length, left > 1 ? left - 1 : left);
        bytes.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw ForwardOnly();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw ReadOnly();

    public override void Write(byte[] buffer, int offset, int count) => throw ReadOnly();

    private static NotSupportedException ForwardOnly() =>
        new("Packed bytes are read once, from the first to the last: the position tells how many a decompressor took.");

    private static NotSupportedException ReadOnly() => new("Packed bytes are part of an archive that is only read.");
}
