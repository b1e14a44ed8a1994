using System.Text;
using Valence.Pictures;

namespace Valence.Classification;

/// <summary>A curve of shares over shares, both from 0 to 1, beside a straight line that it is held against.</summary>
/// <param name="name">What stands over it.</param>
/// <param name="across">What grows to the right.</param>
/// <param name="up">What grows upwards.</param>
internal sealed class UnitSquare(string name, string across, string up)
{
    private const double Side = 270;
    private const double Margin = 16;
    private const double Left = 56;
    // In pixels; points that lie nearer to each other cannot be told apart.
    private const double Nearest = 0.25;
    private const int MostMarks = 30;

    /// <summary>Where the curve may be, from the left; none by default.</summary>
    public IReadOnlyList<BandPoint> Band { get; init; } = [];

    /// <summary>Draws the curve.</summary>
    /// <param name="points">Its points in their order.</param>
    /// <param name="from">Where the straight line begins, at the left.</param>
    /// <param name="to">Where it ends, at the right.</param>
    /// <param name="line">What the straight line is.</param>
    /// <param name="description">What the picture shows.</param>
    public ReportPicture Of(IReadOnlyList<(double X, double Y)> points, double from, double to, string line,
        string description)
    {
        var picture = new Svg();
        var axis = new Axis(0, 1);
        var top = Margin + 3 * Svg.LineHeight;
        double X(double share) => Left + axis.At(share) * Side;
        double Y(double share) => top + Side - axis.At(share) * Side;

        picture.Text(name, Margin, Margin + Svg.LineHeight / 2, "bold");
        picture.Text($"{up}; dashed: {line}", Margin, Margin + 1.5 * Svg.LineHeight, "faint");
        foreach (var mark in axis.Marks)
        {
            picture.Line("grid", X(0), Y(mark), X(1), Y(mark));
            picture.Text(axis.Label(mark), X(0) - 6, Y(mark) + 4, "faint", "end");
            picture.Line("axis", X(mark), Y(0), X(mark), Y(0) + 4);
            picture.Text(axis.Label(mark), X(mark), Y(0) + Svg.LineHeight, "faint", "middle");
        }
        if (Band.Count > 0)
            picture.Path("band", Path([.. Band.Select(at => (X(at.X), Y(at.High))),
                .. Band.Reverse().Select(at => (X(at.X), Y(at.Low)))]) + "Z");
        picture.Line("axis", X(0), Y(0), X(1), Y(0));
        picture.Text(across, X(0.5), Y(0) + 2 * Svg.LineHeight, "faint", "middle");
        picture.Line("line1", X(0), Y(from), X(1), Y(to));
        if (points.Count > 0) picture.Path("line0", Path([.. points.Select(point => (X(point.X), Y(point.Y)))]));
        if (points.Count <= MostMarks) foreach (var point in points) picture.Mark(0, X(point.X), Y(point.Y));
        return new(name, picture.ToString(name, description, Left + Side + 2 * Margin,
            top + Side + 3 * Svg.LineHeight), description, [(up, points)])
        { Band = Band };
    }

    private static string Path(IReadOnlyList<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        var (x, y) = (double.NegativeInfinity, 0.0);
        foreach (var (index, point) in points.Index())
        {
            if (index < points.Count - 1 && Math.Abs(point.X - x) + Math.Abs(point.Y - y) < Nearest) continue;
            (x, y) = point;
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Svg.Number(x)).Append(' ').Append(Svg.Number(y));
        }
        return path.ToString();
    }
}
