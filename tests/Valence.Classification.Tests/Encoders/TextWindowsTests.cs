using System.Text.Json.Nodes;

namespace Valence.Classification.Tests.Encoders;

/// <summary>Where the windows of long texts lie.</summary>
public sealed class TextWindowsTests
{
    [Fact]
    public void Every_id_stands_in_a_window_and_neighbours_share_a_quarter()
    {
        foreach (var length in (int[])[1, 2, 3, 4, 7, 64, 200])
            foreach (var front in (bool[])[true, false])
                for (var ids = 0; ids < 6 * length + 3; ids++)
                {
                    var windows = TextWindows.Of(new Cut(length, 256, front), ids);
                    Assert.Equal(1, windows.Share);
                    var ranges = Ranges(windows);
                    if (ids <= length) Assert.Equal([(0, ids)], ranges);
                    else Assert.All(ranges, range => Assert.Equal(length, range.End - range.Start));
                    Assert.Equal((0, ids), (ranges[0].Start, ranges[^1].End));
                    for (var i = 1; i < ranges.Length; i++)
                    {
                        var step = ranges[i].Start - ranges[i - 1].Start;
                        Assert.InRange(step, 1, length - length / 4);
                        // Even: no two distances differ by more than one.
                        Assert.InRange(step - (ranges[1].Start - ranges[0].Start), -1, 1);
                    }
                    // One window fewer could not do that.
                    if (ids > length) Assert.True(length + (ranges.Length - 2) * (length - length / 4) < ids);
                }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Beyond_the_most_windows_the_end_that_training_keeps_is_read(bool front)
    {
        var windows = TextWindows.Of(new Cut(8, 3, front), 100);
        Assert.Equal(3, windows.Count);
        Assert.Equal(0.2, windows.Share);
        Assert.Equal(front ? [(80, 88), (86, 94), (92, 100)] : [(0, 8), (6, 14), (12, 20)], Ranges(windows));
        var one = TextWindows.Of(new Cut(8, 1, front), 100);
        Assert.Equal(front ? [(92, 100)] : [(0, 8)], Ranges(one));
        Assert.Equal(0.08, one.Share);
        Assert.Equal(int.MaxValue - 1, TextWindows.Of(new Cut(1, int.MaxValue, front), int.MaxValue - 1).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => TextWindows.Of(new Cut(8, 0, front), 100));
    }

    private static (int Start, int End)[] Ranges(TextWindows windows) => [.. Enumerable.Range(0, windows.Count)
        .Select(i => (windows[i].Start.Value, windows[i].End.Value))];

    private sealed class Cut(int length, int most, bool front) : TextEncoder
    {
        public override string ClassName => nameof(Cut);

        public override int Ids => 2;

        public override int? Length => length;

        public override int MostWindows => most;

        public override bool PadsInFront => front;

        public override IReadOnlyList<TextPiece> Pieces(string text) => [];

        public override JsonObject Config() => [];
    }
}
