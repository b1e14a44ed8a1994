using Valence.Pictures;

namespace Valence.Tests.Pictures;

public sealed class GraphLayoutTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 300)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Boxes_of_random_graphs_do_not_overlap_and_lines_pass_them(int seed)
    {
        var random = new Random(seed);
        var sizes = Enumerable.Range(0, random.Next(1, 40)).Select(_ => (Width: 20 + random.NextDouble() * 200,
            Height: 20 + random.NextDouble() * 100)).ToArray();
        // Circles too, and boxes without edges.
        var edges = Enumerable.Range(0, random.Next(0, 3 * sizes.Length)).Select(_ => (From: random.Next(sizes.Length),
            To: random.Next(sizes.Length))).Where(edge => edge.From != edge.To
            && (seed % 3 == 0 || edge.From < edge.To)).Distinct().ToArray();
        var layout = new GraphLayout(sizes, edges);

        var boxes = layout.Places.Select((place, i) => (place.X, place.Y, Right: place.X + sizes[i].Width,
            Bottom: place.Y + sizes[i].Height)).ToArray();
        for (var i = 0; i < boxes.Length; i++)
        {
            Assert.InRange(boxes[i].X, -1e-6, layout.Width - sizes[i].Width + 1e-6);
            Assert.InRange(boxes[i].Y, -1e-6, layout.Height - sizes[i].Height + 1e-6);
            for (var j = 0; j < i; j++) Assert.False(Meet(boxes[i], boxes[j]), $"Boxes {i} and {j} overlap.");
        }
        foreach (var line in layout.Lines)
        {
            var (left, right) = (Math.Min(line.Start.X, line.End.X), Math.Max(line.Start.X, line.End.X));
            foreach (var box in boxes)
                Assert.False(Meet(box, (line.Start.X, line.Start.Y, line.Start.X, line.GapTop))
                    || Meet(box, (left, line.GapTop, right, line.GapBottom))
                    || Meet(box, (line.End.X, line.GapBottom, line.End.X, line.End.Y)), "A line crosses a box.");
        }
        // Each edge arrives, and those that come from below all the boxes that they can.
        Assert.Equal(edges.Where(edge => Y(edge.From) < Y(edge.To)).Select(edge => edge.To).Order(),
            layout.Lines.Where(line => line is { Down: true, HasTip: true }).Select(line => BoxAt(line.End)).Order());
        if (seed % 3 > 0) Assert.All(edges, edge => Assert.True(Y(edge.From) < Y(edge.To)));

        double Y(int box) => boxes[box].Y;

        int BoxAt((double X, double Y) place) => Array.FindIndex(boxes, box => Math.Abs(box.Y - place.Y) < 1e-6
            && place.X > box.X && place.X < box.Right);
    }

    [Fact]
    public void A_chain_is_straight_and_branches_do_not_cross()
    {
        (double, double)[] sizes = [(100, 40), (60, 40), (80, 40), (120, 40), (30, 40), (90, 40)];
        // 0 → 1 and 2, 1 → 4, 2 → 3, both → 5; and 0 → 5 past them.
        var layout = new GraphLayout(sizes, [(0, 1), (0, 2), (1, 4), (2, 3), (4, 5), (3, 5), (0, 5)]);
        Assert.Equal([0, 1, 1, 2, 2, 3], layout.Places.Select(place => (int)(place.Y / 86)));
        Assert.Equal(layout.Places[1].X < layout.Places[2].X, layout.Places[4].X < layout.Places[3].X);

        var chain = new GraphLayout(sizes, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]);
        Assert.All(chain.Lines, line => Assert.Equal(60, line.Start.X));
        Assert.All(chain.Lines, line => Assert.Equal(60, line.End.X));
    }

    [Fact]
    public void An_input_stands_above_what_reads_it()
    {
        var layout = new GraphLayout([(10, 10), (10, 10), (10, 10), (10, 10)], [(0, 1), (1, 2), (3, 2)]);
        Assert.Equal(layout.Places[1].Y, layout.Places[3].Y);
    }

    private static bool Meet((double X, double Y, double Right, double Bottom) one,
        (double X, double Y, double Right, double Bottom) other) => one.X < other.Right - 1e-6
        && other.X < one.Right - 1e-6 && one.Y < other.Bottom - 1e-6 && other.Y < one.Bottom - 1e-6;
}
