using System.Text;

namespace Valence.Text;

/// <summary>The beginning of a text file, by which its form is told.</summary>
/// <param name="Text">The decoded beginning without a byte order mark; bytes that are none of the encoding are
/// replaced.</param>
/// <param name="IsWhole">Whether it is all of the file.</param>
internal sealed record TextSample(string Text, bool IsWhole)
{
    private const int Bytes = 1 << 16;
    /// <summary>How many lines are looked at.</summary>
    public const int MostLines = 1000;

    /// <summary>The lines that are there to their end, at most a thousand; the only line in any case.</summary>
    public IReadOnlyList<string> Lines { get; } = Cut(Text, IsWhole);

    /// <summary>The lines that are not blank.</summary>
    public IReadOnlyList<string> FilledLines => [.. Lines.Where(line => !string.IsNullOrWhiteSpace(line))];

    /// <summary>The beginning of a file, which is read once.</summary>
    public static TextSample Of(TextFile file, Encoding? encoding) => file.Sample(encoding, Read);

    private static TextSample Read(TextFile file, Encoding? encoding)
    {
        using var stream = file.Open();
        var bytes = new byte[Bytes];
        var length = TextSource.Guard(file.Path,
            () => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var start = bytes.AsSpan(0, length);
        var text = (encoding ?? Marked(start) ?? Encoding.UTF8).GetString(start);
        return new(text.TrimStart('\uFEFF'), length < Bytes);
    }

    /// <summary>The encoding that a byte order mark names, or null.</summary>
    public static Encoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        _ => null,
    };

    private static string[] Cut(string text, bool isWhole)
    {
        var lines = text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
        if (lines.Length > 1 && (!isWhole || lines[^1].Length == 0)) lines = lines[..^1];
        return lines.Length > MostLines ? lines[..MostLines] : lines;
    }
}
