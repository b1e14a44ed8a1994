namespace Valence.Formats;

/// <summary>Some of another source's bytes, which are read by it.</summary>
internal sealed class PartBytes(ByteSource whole, long from, long length) : ByteSource
{
    public override long Length => length;

    public override ReadOnlyMemory<byte> Slice(long at, int count)
    {
        Require(at, count);
        return whole.Slice(from + at, count);
    }

    public override void Read(long at, Span<byte> destination)
    {
        Require(at, destination.Length);
        whole.Read(from + at, destination);
    }

    public override void RequireIntact() => whole.RequireIntact();

    private protected override ByteSource Part(long at, long count) => new PartBytes(whole, from + at, count);
}
