namespace Valence.Formats;

/// <summary>Bytes in memory.</summary>
internal sealed class MemoryBytes(ReadOnlyMemory<byte> bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override ReadOnlyMemory<byte> Slice(long at, int length)
    {
        Require(at, length);
        return bytes.Slice((int)at, length);
    }

    public override void Read(long at, Span<byte> destination) =>
        Slice(at, destination.Length).Span.CopyTo(destination);

    public override void RequireIntact()
    {
    }

    internal override uint Checksum() => Crc32.Compute(bytes.Span);

    private protected override ByteSource Part(long at, long length) => new MemoryBytes(Slice(at, (int)length));
}
