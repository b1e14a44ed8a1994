using System.Text;
using System.Text.Unicode;

namespace Valence.Text.Tests.Files;

/// <summary>Blocks tell what all bytes together tell, wherever they are cut.</summary>
public sealed class CheckedBytesTests
{
    private static readonly string[] Pieces = ["a", "bc", "é", "ß", "€", "語", "😀", "\n", "\0", "\u007F", "\uFFFD"];

    [Fact]
    public void Bytes_are_text_wherever_blocks_are_cut()
    {
        var (random, text) = (new Random(3), 0);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Enumerable.Range(0, random.Next(1, 9)).SelectMany(_ =>
                Encoding.UTF8.GetBytes(Pieces[random.Next(random.Next(4) == 0 ? Pieces.Length : 8)])).ToArray();
            if (random.Next(3) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(6) == 0) bytes = bytes[..^1];
            using var checkedBytes = new CheckedBytes(new Blocks(bytes, random));
            var buffer = new byte[16];
            while (checkedBytes.Read(buffer.AsSpan(0, random.Next(1, buffer.Length))) > 0)
                checkedBytes.ReadExactly([]);
            var expected = Utf8.IsValid(bytes) && !bytes.Contains((byte)0);
            Assert.True(expected == checkedBytes.AreText, Convert.ToHexString(bytes));
            text += expected ? 1 : 0;
        }
        Assert.InRange(text, 5_000, 15_000);
    }

    private sealed class Blocks(byte[] bytes, Random random) : ForwardStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, Math.Min(bytes.Length - _at, random.Next(1, 5)));
            bytes.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
