namespace Valence.Formats;

/// <summary>A member's content in an open file whose CRC-32 is computed while it is read, so that a large one is read
/// once; what was never asked for is read at the end.</summary>
internal sealed class SummedBytes(ByteSource bytes, uint expected, FilePlace place) : ByteSource
{
    private const int BlockBytes = 1 << 17;
    private const int WorthKeepingBytes = 1 << 14;
    private readonly List<(long At, long Length, uint Crc)> _sums = [];

    public override long Length => bytes.Length;

    public override ReadOnlyMemory<byte> Slice(long at, int length)
    {
        if (length < WorthKeepingBytes) return bytes.Slice(at, length);
        var slice = GC.AllocateUninitializedArray<byte>(length);
        Read(at, slice);
        return slice;
    }

    public override void Read(long at, Span<byte> destination)
    {
        if (destination.Length < WorthKeepingBytes)
        {
            bytes.Read(at, destination);
            return;
        }
        var crc = 0u;
        // Blocks are summed while they are in the processor's cache.
        for (var done = 0; done < destination.Length; done += BlockBytes)
        {
            var block = destination.Slice(done, Math.Min(BlockBytes, destination.Length - done));
            bytes.Read(at + done, block);
            crc = Crc32.Compute(block, crc);
        }
        lock (_sums) _sums.Add((at, destination.Length, crc));
    }

    public override void RequireIntact()
    {
        bytes.RequireIntact();
        var (crc, position) = (0u, 0L);
        foreach (var sum in _sums.OrderBy(sum => sum.At).ThenByDescending(sum => sum.Length))
        {
            if (sum.At < position) continue;
            crc = Join(crc, position, sum.At);
            crc = Crc32.Join(crc, sum.Crc, sum.Length);
            position = sum.At + sum.Length;
        }
        crc = Join(crc, position, Length);
        if (crc != expected) throw WrongSum(place, expected, crc);
    }

    internal static FileFormatException WrongSum(FilePlace place, uint expected, uint found) =>
        new("Z12", place, $"expected CRC-32 {expected:x8}, the content has {found:x8}",
            "Copy or download the file again");

    private protected override ByteSource Part(long at, long length) => new PartBytes(this, at, length);

    private uint Join(uint crc, long from, long to) =>
        from == to ? crc : Crc32.Join(crc, bytes.Range(from, to - from).Checksum(), to - from);
}
