namespace Valence.Formats.Tests;

public sealed class Crc32Tests
{
    [Fact]
    public void Checksum_of_the_standard_check_text_is_cbf43926() =>
        Assert.Equal(0xcbf43926u, Crc32.Compute("123456789"u8));

    [Fact]
    public void Checksums_equal_the_bitwise_definition_at_every_length_and_offset()
    {
        var bytes = new byte[700];
        new Random(3).NextBytes(bytes);
        for (var length = 0; length <= 600; length++)
        {
            var span = bytes.AsSpan(length % 7, length);
            var expected = Bitwise(span);
            Assert.Equal(expected, Crc32.Compute(span));
            Assert.Equal(expected, ~Crc32.Slice(span, ~0u));
        }
    }

    [Fact]
    public void Checksum_continues_from_an_earlier_one()
    {
        var bytes = new byte[1000];
        new Random(4).NextBytes(bytes);
        for (var cut = 0; cut <= 1000; cut += 53)
            Assert.Equal(Bitwise(bytes), Crc32.Compute(bytes.AsSpan(cut), Crc32.Compute(bytes.AsSpan(0, cut))));
    }

    private static uint Bitwise(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
