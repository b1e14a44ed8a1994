namespace Valence.Text;

/// <summary>A stream that is read once from its first byte to its last.</summary>
internal abstract class ForwardStream : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public sealed override long Length => throw ForwardOnly();

    public sealed override long Position
    {
        get => throw ForwardOnly();
        set => throw ForwardOnly();
    }

    public abstract override int Read(Span<byte> buffer);

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw ForwardOnly();

    public sealed override void SetLength(long value) => throw ReadOnly();

    public sealed override void Write(byte[] buffer, int offset, int count) => throw ReadOnly();

    private static NotSupportedException ForwardOnly() => new("The bytes are read from the first to the last: they "
        + "have no known length, and no place in them can be gone to.");

    private static NotSupportedException ReadOnly() => new("The file is opened for reading only.");
}
