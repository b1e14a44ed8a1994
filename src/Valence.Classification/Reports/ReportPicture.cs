using Valence.Pictures;

namespace Valence.Classification;

/// <summary>A picture, what it shows in words, and the numbers that it was drawn from.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Svg">The picture.</param>
/// <param name="Description">The words.</param>
/// <param name="Curves">Its curves: their names and points.</param>
internal sealed record ReportPicture(string Title, string Svg, string Description,
    IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> Curves) : ReportBlock
{
    /// <summary>Where the curve may be, from the left; empty where there is no band.</summary>
    public IReadOnlyList<BandPoint> Band { get; init; } = [];

    /// <summary>The picture of a chart.</summary>
    public static ReportPicture Of(string title, LineChart chart)
    {
        var picture = new Svg();
        chart.Draw(picture, 0, 0);
        return new(title, picture.ToString(title, chart.Description, LineChart.Width, chart.Height), chart.Description,
            [.. chart.Curves.Select(curve => (curve.Name, (IReadOnlyList<(double, double)>)[.. curve.X.Zip(curve.Y)
                .Select(point => ((double)point.First, (double)point.Second))]))]);
    }
}
