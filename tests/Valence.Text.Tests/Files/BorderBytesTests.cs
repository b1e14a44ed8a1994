using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using static Valence.Text.Tests.ReadingError;

namespace Valence.Text.Tests;

/// <summary>What is cut, broken, padded or comes only once.</summary>
public sealed class BorderBytesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gzip_of_several_members_is_read_whole_and_refused_wherever_it_is_cut()
    {
        var rows = Enumerable.Range(0, 300).Select(i => $"{i % 2},text {i} {i * 7919 % 1009}\n").ToArray();
        byte[][] members = [TemporaryFolder.Gzip("label,text\n"u8.ToArray()),
            Packed(rows[..100], CompressionLevel.Optimal),
            TemporaryFolder.Gzip([]), Packed(rows[100..200], CompressionLevel.NoCompression),
            Packed(rows[200..], CompressionLevel.SmallestSize)];
        byte[] whole = [.. members.SelectMany(member => member)];
        Assert.Equal(300, LabelledTexts.Read(_folder.Write("whole.csv.gz", whole)).Count());
        var ends = new HashSet<int>();
        for (int i = 0, end = 0; i < members.Length; i++) ends.Add(end += members[i].Length);
        for (var length = 3; length < whole.Length; length += length > 40 ? 7 : 1)
        {
            if (ends.Contains(length)) continue;
            Assert.Matches("cut short|damaged", Error(_folder.Write("cut.csv.gz", whole[..length])).Message);
        }
        foreach (var end in ends.Skip(1).SkipLast(1))
            Assert.True(LabelledTexts.Read(_folder.Write("less.csv.gz", whole[..end])).Any());
        Assert.Contains("ends in zeros", Error(_folder.Write("padded.csv.gz", [.. whole, .. new byte[512]])).Message);
        Assert.Contains("something else follows",
            Error(_folder.Write("more.csv.gz", [.. whole, .. "and more"u8])).Message);
        whole[^6] ^= 1;
        Assert.Contains("damaged", Error(_folder.Write("sum.csv.gz", whole)).Message);
    }

    [Fact]
    public void Gzip_that_unpacks_to_far_more_than_it_has_and_endless_blank_lines_are_refused()
    {
        var bomb = _folder.Write("bomb.csv.gz", Packed(["text,label\n",
            .. Enumerable.Repeat("good,1\n", 10_000_000)], CompressionLevel.Optimal));
        Assert.Contains("times its size", Error(bomb).Message);
        using (var blanks = new FileStream(_folder.Write("blank.jsonl", "{\"text\":\"a\",\"label\":\"b\"}\n"),
            FileMode.Append))
            for (var i = 0; i < 65; i++) blanks.Write(Enumerable.Repeat((byte)'\n', 1 << 20).ToArray());
        var path = Path.Combine(_folder.Path, "blank.jsonl");
        foreach (var form in (TextFileFormat[])[TextFileFormat.JsonLines, TextFileFormat.Delimited,
            TextFileFormat.FastText])
        {
            Column[] columns = form == TextFileFormat.Delimited ? [0] : [];
            Assert.Contains("blank lines", Error(path, new() { Format = form, TextColumns = columns }).Message);
        }
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void Wide_bytes_known_by_their_mark_are_never_repaired(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var (file, content) in new[] { ("a.csv", "text,label\ngood film,pos\n"),
            ("a.jsonl", "{\"text\":\"good\",\"label\":\"pos\"}\n"),
            ("a.json", "[\n{\"text\":\"good\",\n\"label\":\"pos\"}\n]"),
            ("a.tsv", "text\tlabel\ngood film\tpos\n"), ("c/pos/a.txt", "good") })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(content)];
            var path = _folder.Write(file, bytes);
            if (file.StartsWith("c/")) path = Path.Combine(_folder.Path, "c");
            var row = Assert.Single(LabelledTexts.Read(path));
            Assert.Equal("pos", row.Label);
            Assert.StartsWith("good", row.Text);
            // Half a character at the end, and half a pair in the middle.
            foreach (var broken in (byte[][])[bytes[..^1], Halved(bytes, encoding)])
            {
                _folder.Write(file, broken);
                var error = Error(path);
                Assert.True(error.Message.Contains("not of"), $"{file}: {error.Message}");
            }
        }
    }

    [Theory]
    [InlineData("a.csv", "text,label\n", "good,pos\n", "bad,ne\0g\n")]
    [InlineData("b.csv", "text,label\n", "good,pos\n", "b\0ad,neg\n")]
    [InlineData("a.jsonl", "", "{\"text\":\"good\",\"label\":\"pos\"}\n",
        "{\"text\":\"b\\u0000ad\",\"label\":\"neg\"}\n")]
    [InlineData("b.jsonl", "", "{\"text\":\"good\",\"label\":\"pos\"}\n",
        "{\"text\":\"bad\",\"label\":\"n\\u0000eg\"}\n")]
    [InlineData("a.txt", "", "__label__pos good\n", "__label__neg b\0ad\n")]
    public void A_zero_byte_is_refused_wherever_it_stands(string name, string head, string row, string wrong)
    {
        var path = _folder.Write(name, head + string.Concat(Enumerable.Repeat(row, 2000)) + wrong + row);
        var error = Error(path, new() { RequireLabels = true });
        Assert.Contains("NUL", error.Message);
        Assert.Equal(2001 + (head.Length > 0 ? 1 : 0), error.Row);
        _folder.Write("wide" + name,
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(File.ReadAllText(path))]);
        Assert.Contains("NUL", Error(Path.Combine(_folder.Path, "wide" + name)).Message);
    }

    [Fact]
    public void A_zero_byte_late_in_a_text_of_a_class_folder_is_refused()
    {
        _folder.Write("pos/a.txt", new string('a', 9000) + "\n\0");
        Assert.Contains("line 2: the line holds a NUL", Error(_folder.Path).Message);
    }

    [Theory]
    [InlineData("{\"text\":\"a\",\"label\":\"x\",\"label\":\"y\"}", "the key 'label' is there twice")]
    [InlineData("{\"text\":\"a\",\"label\":\"x\",\"te\\u0078t\":\"y\"}", "the key 'text' is there twice")]
    [InlineData("{\"text\":\"a\",\"label\":\"x\",\"\\ud800\":\"y\"}", "half of a character")]
    [InlineData("{\"text\":{\"\\ud800\":1},\"label\":{\"c\":2}}", "half of a character")]
    [InlineData("{\"text\":\"a\",\"label\":\"x\",\"more\":[{\"k\":1,\"k\":2}]}", "the key 'k' is there twice")]
    public void A_key_twice_or_half_a_character_in_one_is_refused_in_every_row(string row, string words)
    {
        const string good = "{\"text\":\"good\",\"label\":\"pos\"}";
        foreach (var (first, second) in new[] { (row, good), (good, row) })
        {
            Assert.Contains(words, Error(_folder.Write("a.jsonl", $"{first}\n{second}\n")).Message);
            Assert.Contains(words, Error(_folder.Write("a.json", $"[{first},\n{second}]")).Message);
        }
    }

    [Fact]
    public void A_row_too_long_is_told_by_the_setting_that_there_is()
    {
        foreach (var (name, content) in new[] { ("a.csv", $"text,label\n{new string('a', 5000)},1\n"),
            ("a.txt", $"__label__a {new string('a', 5000)}\n") })
        {
            var error = Error(_folder.Write(name, content), new() { MaxRowBytes = 1000 });
            Assert.Contains("larger than 1000 bytes", error.Message);
            Assert.DoesNotContain("MaxRecordSize", error.Message);
        }
    }

    [Theory]
    [InlineData("text,label\ngood,1\nbad,0\n", TextFileFormat.Auto)]
    [InlineData("# made by hand\ntext;label\ngood;1\nbad;0\n", TextFileFormat.Auto)]
    [InlineData("{\"id\":1,\"text\":\"good\",\"label\":\"1\"}\n"
        + "{\"text\":\"bad\",\"label\":\"0\"}\n", TextFileFormat.Auto)]
    [InlineData("[{\"text\":\"good\",\"label\":\"1\"},{\"text\":\"bad\",\"label\":\"0\"}]", TextFileFormat.Auto)]
    [InlineData("{\"text\":\n\"good\"}\n{\"text\":\"bad\",\"label\":\"0\"}\n", TextFileFormat.Auto)]
    [InlineData("__label__1 good\n__label__0 bad\n", TextFileFormat.Auto)]
    [InlineData("1 good\n0 bad\n", TextFileFormat.LabelFirst)]
    [InlineData("good\nbad\n", TextFileFormat.Lines)]
    public void What_comes_only_once_is_read_as_a_file_is(string content, TextFileFormat format)
    {
        foreach (var bytes in (byte[][])[Encoding.UTF8.GetBytes(content),
            TemporaryFolder.Gzip(Encoding.UTF8.GetBytes(content)),
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(content)]])
        {
            var expected = LabelledTexts.Read(_folder.Write("file", bytes), new() { Format = format }).ToList();
            Assert.Equal(2, expected.Count);
            using var once = new Dribble(bytes);
            Assert.Equal(expected, LabelledTexts.Read(TextFile.Of(once, "file"), new() { Format = format }));
        }
    }

    [Fact]
    public async Task A_pipe_is_opened_once_and_read_to_its_end()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Made by a program of Linux.");
        var pipe = Pipe("pipe");
        var content = "text,label\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"text {i},{i % 2}\n"));
        var writing = Task.Run(() => File.WriteAllText(pipe, content), TestContext.Current.CancellationToken);
        Assert.Equal(50_000, LabelledTexts.Read(pipe).Count());
        await writing.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_pipe_among_the_texts_of_a_folder_is_refused_without_being_opened()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Made by a program of Linux.");
        _folder.Write("pos/b.txt", "good");
        Pipe("pos/a.txt");
        var error = Error(_folder.Path);
        Assert.Contains("a.txt", error.Path);
        Assert.Contains("found a pipe", error.Message);
    }

    private string Pipe(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return path;
    }

    private static byte[] Packed(string[] rows, CompressionLevel level)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level)) gzip.Write(Encoding.UTF8.GetBytes(string.Concat(rows)));
        return packed.ToArray();
    }

    // The last letter but one becomes the first half of a pair, or a number that is no character.
    private static byte[] Halved(byte[] bytes, Encoding encoding)
    {
        byte[] broken = [.. bytes];
        var width = encoding.GetByteCount("a");
        var at = bytes.AsSpan().LastIndexOf(encoding.GetBytes("o"));
        for (var i = 0; i < width; i++) broken[at + i] = 0;
        var isBig = encoding.GetBytes("a")[0] == 0;
        broken[isBig ? at + width - 2 : at + 1] = 0xD8;
        return broken;
    }

    /// <summary>Bytes that arrive one, two or three at a time.</summary>
    private sealed class Dribble(byte[] bytes) : ForwardStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(Math.Min(buffer.Length, 1 + _at % 3), bytes.Length - _at);
            bytes.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
