using System.Text;
using static Valence.Text.Tests.ReadingError;

namespace Valence.Text.Tests;

/// <summary>Encodings, compression, and bytes that are no text.</summary>
public sealed class TextFileBytesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_skips_the_byte_order_mark()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "text,label\nhéllo,1\n"u8];
        Assert.Equal([new LabelledText("héllo", "1", 2)], LabelledTexts.Read(_folder.Write("a.csv", bytes)));
        Assert.Equal([new LabelledText("héllo", "1", 2)],
            LabelledTexts.Read(
                _folder.Write("b.csv",
                    [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("text,label\nhéllo,1\n")])));
    }

    [Fact]
    public void Read_recognises_gzip_by_content()
    {
        var packed = TemporaryFolder.Gzip("text,label\na,1\n"u8.ToArray());
        Assert.Equal([new LabelledText("a", "1", 2)], LabelledTexts.Read(_folder.Write("a.csv", packed)));
        Assert.Equal([new LabelledText("a", "1", 2)], LabelledTexts.Read(_folder.Write("a.csv.gz", packed)));
        Assert.Equal([new LabelledText("a", "1", 2)],
            LabelledTexts.Read(_folder.Write("not.csv.gz", "text,label\na,1\n")));
        var lines = TemporaryFolder.Gzip("good, really\nbad\n"u8.ToArray());
        Assert.Equal([new("good, really", null, 1), new LabelledText("bad", null, 2), new("b", null, 3)],
            LabelledTexts.Read(_folder.Write("two.txt.gz", [.. lines, .. TemporaryFolder.Gzip("b"u8.ToArray())])));
    }

    [Fact]
    public void Read_refuses_a_gzipped_file_that_was_cut_short()
    {
        var packed = TemporaryFolder.Gzip(Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 20_000).Select(i => $"text {i * 7919 % 10007}\n"))));
        var path = _folder.Write("a.txt.gz", packed[..(packed.Length / 2)]);
        Assert.Contains("cut short", Error(path).Message);
    }

    [Fact]
    public void Read_names_line_and_byte_of_invalid_UTF8()
    {
        byte[] bytes = [.. "text,label\na,1\nb"u8, 0xE9, .. "x,2\n"u8];
        var error = Error(_folder.Write("a.csv", bytes));
        Assert.Equal(3, error.Row);
        Assert.Contains("byte 16 ", error.Message);
        Assert.Contains("byte 2 ",
            Assert.Throws<DataFileException>(() => LabelledTexts.Read(Folder(["ab"u8.ToArray(), [.. "ab"u8, 0xFF]]))
                .ToList()).Message);
    }

    [Fact]
    public void Read_says_in_which_line_of_a_text_a_NUL_stands()
    {
        var error = Error(_folder.Write("a.csv", "text,label\na,1\nb\0c,0\n"));
        Assert.Equal(3, error.Row);
        Assert.Contains("the line holds a NUL character (the zero byte)", error.Message);
        Assert.Null(error.Advice);
        Assert.Contains("binary", Error(_folder.Write("b.csv", "ab\0\0c\0\0\0d\0")).Message);
    }

    [Fact]
    public void Read_replaces_no_bytes_in_an_encoding_that_was_asked_for()
    {
        var path = _folder.Write("a.csv", [.. "text,label\na"u8, 0xE9, .. ",1\n"u8]);
        Assert.Equal(2, Error(path, new() { Encoding = Encoding.UTF8 }).Row);
        Assert.Contains("us-ascii", Error(path, new() { Encoding = Encoding.ASCII }).Message);
        Assert.Equal("aé", LabelledTexts.Read(path, new() { Encoding = Encoding.Latin1 }).Single().Text);
    }

    [Fact]
    public void Read_refuses_what_is_missing_empty_or_binary_before_it_is_enumerated()
    {
        Assert.Contains("no such file",
            Assert.Throws<DataFileException>(() => LabelledTexts.Read(Path.Combine(_folder.Path, "none.csv"))).Message);
        Assert.Contains("is empty",
            Assert.Throws<DataFileException>(() => LabelledTexts.Read(_folder.Write("a.csv", ""))).Message);
        Assert.Contains("is empty",
            Assert.Throws<DataFileException>(() =>
                LabelledTexts.Read(_folder.Write("a.csv", TemporaryFolder.Gzip([])))).Message);
        Assert.Contains("binary",
            Assert.Throws<DataFileException>(() =>
                LabelledTexts.Read(_folder.Write("a.csv", [80, 75, 3, 4, 0, 0, 1]))).Message);
        Assert.Contains("binary",
            Assert.Throws<DataFileException>(() => LabelledTexts.Read(
                _folder.Write("a.csv", [80, 75, 3, 4, 0, 0, 1]), new() { Encoding = Encoding.Latin1 })).Message);
        Assert.Contains("damaged",
            Assert.Throws<DataFileException>(() => LabelledTexts.Read(
                _folder.Write("a.csv", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255, 255, 1]))).Message);
        Assert.Contains("folder",
            Assert.Throws<DataFileException>(() =>
                LabelledTexts.Read(_folder.Path, new() { Format = TextFileFormat.Lines })).Message);
    }

    private string Folder(byte[][] texts)
    {
        for (var i = 0; i < texts.Length; i++) _folder.Write($"classes/a/{i}.txt", texts[i]);
        return Path.Combine(_folder.Path, "classes");
    }
}
