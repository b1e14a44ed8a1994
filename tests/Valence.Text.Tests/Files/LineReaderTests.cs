using System.Text;

namespace Valence.Text.Tests.Files;

public sealed class LineReaderTests
{
    [Fact]
    public void Lines_are_those_of_the_whole_however_it_comes_in_pieces()
    {
        var random = new Random(1);
        for (var n = 0; n < 2000; n++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "\n\r ab☃"[random.Next(6)]));
            var bytes = Encoding.UTF8.GetBytes((random.Next(3) == 0 ? "\uFEFF" : "") + text);
            using var reader = new LineReader(new Pieces(bytes, random), 100, _ => new InvalidOperationException());
            var (lines, starts) = (new List<string>(), new List<long>());
            while (reader.Read())
            {
                lines.Add(Encoding.UTF8.GetString(reader.Bytes));
                starts.Add(reader.Offset);
                Assert.Equal(lines.Count, reader.Number);
                Assert.True(bytes.AsSpan((int)reader.Offset).StartsWith(reader.Bytes));
            }
            // A mark that stands alone is a line without anything.
            var expected = text.ReplaceLineEndings("\n").Split('\n').ToList();
            if (expected[^1].Length == 0 && (text.Length > 0 || bytes.Length == 0))
                expected.RemoveAt(expected.Count - 1);
            Assert.Equal(expected, lines);
            Assert.Equal(starts.Order(), starts);
        }
    }

    [Fact]
    public void A_line_that_is_too_long_is_refused_by_its_number()
    {
        using var reader = new LineReader(new MemoryStream("a\nbcdef\n"u8.ToArray()), 4,
            line => new InvalidOperationException($"line {line}"));
        Assert.True(reader.Read());
        Assert.Equal("line 2", Assert.Throws<InvalidOperationException>(() => reader.Read()).Message);
    }

    private sealed class Pieces(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, 1 + random.Next(3)));
    }
}
