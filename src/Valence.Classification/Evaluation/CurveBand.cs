namespace Valence.Classification;

/// <summary>The band around a curve of thresholds: what the boxes reach in which the two shares of each threshold
/// lie.</summary>
/// <remarks>At a place where the curve has slope s, boxes of half the width a and half the height b reach b + |s|·a
/// above and below it, which no correlation of the two shares exceeds.</remarks>
internal static class CurveBand
{
    // Half a hundredth apart: a picture shows no more.
    private const int Steps = 200;

    /// <summary>The band at 201 places from 0 to 1.</summary>
    /// <param name="boxes">At least one box; the ends of <c>X</c> ascend from one to the next.</param>
    public static BandPoint[] Of(IReadOnlyList<(ConfidenceInterval X, ConfidenceInterval Y)> boxes)
    {
        var points = new BandPoint[Steps + 1];
        var (first, end) = (0, 0);
        for (var step = 0; step <= Steps; step++)
        {
            var x = (double)step / Steps;
            while (first < boxes.Count && boxes[first].X.High < x) first++;
            while (end < boxes.Count && boxes[end].X.Low <= x) end++;
            points[step] = first < end ? Reached(boxes, first, end, x) : Between(boxes, first, x);
        }
        return points;
    }

    private static BandPoint Reached(IReadOnlyList<(ConfidenceInterval X, ConfidenceInterval Y)> boxes, int first,
        int end, double x)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var k = first; k < end; k++)
            (low, high) = (Math.Min(low, boxes[k].Y.Low), Math.Max(high, boxes[k].Y.High));
        return new(x, low, high);
    }

    // No box is here where many rows share a score: the curve is a straight line there, and so is its band.
    private static BandPoint Between(IReadOnlyList<(ConfidenceInterval X, ConfidenceInterval Y)> boxes, int next,
        double x)
    {
        var (left, right) = (boxes[Math.Max(0, next - 1)], boxes[Math.Min(next, boxes.Count - 1)]);
        var (from, to) = (left.X.High, right.X.Low);
        var part = next == 0 || next == boxes.Count ? 0 : (x - from) / (to - from);
        return new(x, left.Y.Low + part * (right.Y.Low - left.Y.Low), left.Y.High + part * (right.Y.High
            - left.Y.High));
    }
}
