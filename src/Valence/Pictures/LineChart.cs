using System.Globalization;
using System.Text;

namespace Valence.Pictures;

/// <summary>One or two curves over whole numbers, with axes and a legend.</summary>
/// <param name="name">What stands over it.</param>
/// <param name="across">What the whole numbers are.</param>
/// <param name="curves">The curves; each may have no value at all.</param>
internal sealed class LineChart(string name, string across, params IReadOnlyList<Curve> curves)
{
    /// <summary>The width of a chart, with its margins.</summary>
    public const double Width = 440;

    private const double PlotHeight = 190;
    private const double Margin = 16;
    private const double Sample = 34;
    // More points than that would hide the line.
    private const int MostMarks = 60;

    private readonly string[] _notes = [.. curves.Select(curve => NotFinite(curve, across))
        .Where(note => note.Length > 0)];

    /// <summary>The curves.</summary>
    public IReadOnlyList<Curve> Curves => curves;

    /// <summary>The whole number at which an upright line stands; null for none.</summary>
    public int? Marked { get; init; }

    /// <summary>What that line is.</summary>
    public string Mark { get; init; } = "";

    /// <summary>The height of the chart, with its margins.</summary>
    public double Height => 2 * Margin + PlotHeight + Svg.LineHeight * (4 + _notes.Length) + 8;

    /// <summary>The curves in words.</summary>
    public string Description => string.Join(' ', [.. curves.Select(Told), .. _notes.Select(note => $"{note}."),
        .. Marked is { } at ? (string[])[string.Create(CultureInfo.InvariantCulture, $"{across} {at} is {Mark}.")]
            : []]);

    /// <summary>Draws the chart with its upper left corner at a place.</summary>
    public void Draw(Svg picture, double x, double y)
    {
        var right = x + Width - Margin;
        var line = y + Margin + Svg.LineHeight / 2;
        x += Margin;
        picture.Text(Svg.Fit(name, right - x), x, line, "bold");
        line += Svg.LineHeight;
        var room = (right - x) / curves.Count - Sample - Svg.LineHeight / 2;
        for (var (c, at) = (0, x); c < curves.Count; c++)
        {
            var shown = Svg.Fit(curves[c].Name, room);
            picture.Line($"line{c}", at, line - 4, at + Sample - 8, line - 4);
            picture.Mark(c, at + (Sample - 8) / 2, line - 4);
            picture.Text(shown, at + Sample, line);
            at += Sample + Svg.WidthOf(shown) + Svg.LineHeight;
        }

        var values = curves.SelectMany(curve => curve.Y).Where(float.IsFinite).Select(value => (double)value).ToArray();
        var up = values.Length == 0 ? new Axis(0, 1) : new Axis(values.Min(), values.Max());
        var epochs = curves.SelectMany(curve => curve.X).ToArray();
        var along = new Axis(epochs.Min(), epochs.Max(), whole: true);
        var left = x + up.Marks.Max(mark => Svg.WidthOf(up.Label(mark))) + 8;
        var (top, bottom) = (line + 14, line + 14 + PlotHeight);
        double X(double value) => left + 8 + along.At(value) * (right - left - 16);
        double Y(double value) => bottom - up.At(value) * PlotHeight;

        foreach (var mark in up.Marks)
        {
            picture.Line("grid", left, Y(mark), right, Y(mark));
            picture.Text(up.Label(mark), left - 6, Y(mark) + 4, "faint", "end");
        }
        picture.Line("axis", left, bottom, right, bottom);
        foreach (var mark in along.Marks)
        {
            picture.Line("axis", X(mark), bottom, X(mark), bottom + 4);
            picture.Text(along.Label(mark), X(mark), bottom + Svg.LineHeight, "faint", "middle");
        }
        if (Marked is { } marked && marked >= along.First && marked <= along.Last)
        {
            picture.Line("back", X(marked), top - 4, X(marked), bottom);
            var isLeft = X(marked) > (left + right) / 2;
            picture.Text(Mark, X(marked) + (isLeft ? -4 : 4), top - 2, "faint", isLeft ? "end" : "start");
        }
        var below = bottom + 2 * Svg.LineHeight;
        picture.Text(across, (left + right) / 2, below, "faint", "middle");
        foreach (var note in _notes) picture.Text(Svg.Fit(note, right - x), x, below += Svg.LineHeight);
        for (var c = 0; c < curves.Count; c++) Draw(picture, c, X, Y);
    }

    private void Draw(Svg picture, int c, Func<double, double> x, Func<double, double> y)
    {
        var (curve, path, marks) = (curves[c], new StringBuilder(), new List<int>());
        bool Finite(int i) => i >= 0 && i < curve.Y.Count && float.IsFinite(curve.Y[i]);
        for (var i = 0; i < curve.Y.Count; i++)
        {
            if (!Finite(i)) continue;
            path.Append(Finite(i - 1) ? 'L' : 'M').Append(Svg.Number(x(curve.X[i]))).Append(' ')
                .Append(Svg.Number(y(curve.Y[i])));
            // A value between two gaps has no line.
            if (curve.Y.Count <= MostMarks || !Finite(i - 1) && !Finite(i + 1)) marks.Add(i);
        }
        if (path.Length > 0) picture.Path($"line{c}", path.ToString());
        foreach (var i in marks) picture.Mark(c, x(curve.X[i]), y(curve.Y[i]));
    }

    private string Told(Curve curve)
    {
        var finite = Enumerable.Range(0, curve.Y.Count).Where(i => float.IsFinite(curve.Y[i])).ToArray();
        if (finite.Length == 0) return $"{curve.Name} has no finite value.";
        var (least, most) = (finite.MinBy(i => curve.Y[i]), finite.MaxBy(i => curve.Y[i]));
        return finite.Length == 1 ? $"{curve.Name}: {At(finite[0])}." : $"{curve.Name}: {At(finite[0])} to "
            + $"{At(finite[^1])}, least {At(least)}, most {At(most)}.";

        string At(int i) => string.Create(CultureInfo.InvariantCulture, $"{curve.Y[i]:G4} at {across} {curve.X[i]}");
    }

    // Which of the whole numbers have no finite value, in ranges, of which the first ones are told.
    private static string NotFinite(Curve curve, string across)
    {
        const int told = 4;
        var missing = Enumerable.Range(0, curve.Y.Count).Where(i => !float.IsFinite(curve.Y[i])).ToArray();
        if (missing.Length == 0) return "";
        var ranges = missing.Index().GroupBy(at => at.Item - at.Index, at => at.Item).Select(run => run.ToArray())
            .ToArray();
        var shown = ranges.Take(told).Select(run => string.Create(CultureInfo.InvariantCulture,
            $"{curve.X[run[0]]}{(run.Length > 1 ? $"–{curve.X[run[^1]]}" : "")}"));
        var more = ranges.Skip(told).Sum(run => run.Length);
        var kinds = string.Join(" or ", missing.Select(i => float.IsNaN(curve.Y[i]) ? "NaN" : "infinite").Distinct());
        return string.Create(CultureInfo.InvariantCulture,
            $"{curve.Name} is {kinds} at {across} {string.Join(", ", shown)}{(more > 0 ? $" and {more} more" : "")}");
    }
}
