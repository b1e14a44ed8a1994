using Valence.Formats;

namespace Valence.Classification.Tests;

public sealed class TrainedTextsTests
{
    private static readonly FilePlace Place = new("m");

    [Fact]
    public void Texts_are_known_again_but_for_white_space_around_them()
    {
        var texts = TrainedTexts.Of(["a great film", "שלום", " ", "", "a great film"]);
        Assert.Equal(2, texts.Count);
        Assert.True(texts.Contains("\ta great film\n"));
        Assert.True(texts.Contains("שלום"));
        foreach (var unknown in (string[])["a great  film", "A great film", "", " "])
            Assert.False(texts.Contains(unknown));
    }

    [Fact]
    public void Bytes_are_read_as_they_were_written()
    {
        var texts = TrainedTexts.Of(["a", "b", "c"]);
        var read = TrainedTexts.Read(texts.ToBytes(), Place);
        Assert.Equal(texts.ToBytes(), read.ToBytes());
        Assert.True(read.Contains("b"));
        Assert.Equal(0, TrainedTexts.Read([], Place).Count);
    }

    [Fact]
    public void Many_texts_take_no_more_than_half_a_megabyte_and_are_known_again_in_part()
    {
        var all = Enumerable.Range(0, TrainedTexts.Most * 2).Select(i => $"text {i}").ToArray();
        var texts = TrainedTexts.Of(all);
        Assert.Equal(TrainedTexts.Most, texts.Count);
        Assert.Equal(TrainedTexts.Most, all.Count(texts.Contains));
        Assert.InRange(all.Take(1000).Count(texts.Contains), 400, 600);
        Assert.Equal(texts.ToBytes(), TrainedTexts.Of(all.Reverse()).ToBytes());
    }

    [Fact]
    public void Bytes_that_are_no_such_numbers_are_refused()
    {
        var bytes = TrainedTexts.Of(["a", "b", "c"]).ToBytes();
        foreach (var wrong in (byte[][])[bytes[..^1], [.. bytes[8..], .. bytes[..8]], [.. bytes, .. bytes[^8..]],
            new byte[8 * (TrainedTexts.Most + 1)]])
            Assert.Equal("C-CONTENT", Assert.Throws<FileFormatException>(() => TrainedTexts.Read(wrong, Place)).Rule);
    }
}
