using System.Numerics;

namespace Valence.Classification;

/// <summary>Whether a model that says 80 % is right in 80 % of the cases.</summary>
/// <remarks>
/// A row's confidence is the probability of the class it is taken for, the most probable one. The bins have equal
/// width.
/// Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks" (2017).
/// </remarks>
public static class Calibration
{
    /// <summary>The rows in bins of confidence, from 0 to 1.</summary>
    /// <param name="labels">The class of every row, from 0.</param>
    /// <param name="probabilities"><c>[rows, classes]</c>, row after row; or <c>[rows]</c> holding the probability of
    /// class 1 of two.</param>
    /// <param name="bins">The number of bins; 1 to 1000.</param>
    /// <exception cref="ArgumentException">The lists do not fit together, or a probability is not one.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is outside its range.</exception>
    public static IReadOnlyList<CalibrationBin> Bins<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> probabilities,
        int bins = 15) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireBins(bins);
        var rows = LabelledProbabilities.Of(labels, probabilities);
        var confident = new (double, bool)[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var row = rows.Row(i);
            var taken = 0;
            for (var c = 1; c < row.Length; c++)
                if (row[c] > row[taken]) taken = c;
            confident[i] = (row[taken], taken == labels[i]);
        }
        return Bins(confident, bins);
    }

    /// <summary>The same of rows whose confidence is known, and whether they are right.</summary>
    internal static IReadOnlyList<CalibrationBin> Bins(IEnumerable<(double Confidence, bool IsRight)> rows,
        int bins = 15)
    {
        RequireBins(bins);
        var (counts, right, confidences) = (new long[bins], new long[bins], new double[bins]);
        foreach (var (confidence, isRight) in rows)
        {
            var bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
            counts[bin]++;
            confidences[bin] += confidence;
            if (isRight) right[bin]++;
        }
        return [.. Enumerable.Range(0, bins).Select(b =>
            new CalibrationBin((double)b / bins, (b + 1.0) / bins, counts[b], counts[b] == 0 ? 0
                : confidences[b] / counts[b], counts[b] == 0 ? 0 : (double)right[b] / counts[b]))];
    }

    /// <summary>Expected calibration error: the mean over all rows of the distance between confidence and accuracy in
    /// their bin; 0 to 1.</summary>
    /// <param name="labels">The class of every row, from 0.</param>
    /// <param name="probabilities"><c>[rows, classes]</c>, row after row; or <c>[rows]</c> holding the probability of
    /// class 1 of two.</param>
    /// <param name="bins">The number of bins; 1 to 1000.</param>
    /// <exception cref="ArgumentException">The lists do not fit together, or a probability is not one.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is outside its range.</exception>
    public static double ExpectedError<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> probabilities, int bins = 15)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ExpectedError(Bins(labels, probabilities, bins));

    /// <summary>The same of rows that lie in bins.</summary>
    internal static double ExpectedError(IReadOnlyList<CalibrationBin> bins) =>
        bins.Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / bins.Sum(bin => bin.Count);

    private static void RequireBins(int bins)
    {
        if (bins is < 1 or > 1000)
            throw new ArgumentOutOfRangeException(nameof(bins), bins, "Expected 1 to 1000 bins.");
    }
}
