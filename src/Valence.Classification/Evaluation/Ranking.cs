using System.Numerics;

namespace Valence.Classification;

/// <summary>How well scores order rows, whatever threshold is applied to them afterwards. Exact: every distinct score
/// is a threshold.</summary>
public static class Ranking
{
    /// <summary>The area under the ROC curve: the probability that a row of class 1 has a higher score than one of
    /// class 0, a tie counting half.</summary>
    /// <param name="labels">0 or 1 for every row; both must occur.</param>
    /// <param name="scores">One score per row, greater for class 1: a probability or a logit. Not NaN.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty, a label is neither 0 nor 1, only
    /// one of them occurs, or a score is NaN.</exception>
    public static double RocAuc<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        RankedRows.Of(labels, scores).RocAuc();

    /// <summary>The mean area under the ROC curves of each class against the others.</summary>
    /// <param name="labels">The class of every row; every class must occur.</param>
    /// <param name="probabilities"><c>[rows, classes]</c>, row after row; each row sums to 1.</param>
    /// <param name="average">How the classes' areas become one.</param>
    /// <exception cref="ArgumentException">The lists do not fit together, a class does not occur, or a probability is
    /// not one.</exception>
    public static double RocAucOneVsRest<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> probabilities,
        ClassAverage average = ClassAverage.Macro)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = LabelledProbabilities.Of(labels, probabilities);
        double sum = 0, weights = 0;
        for (var c = 0; c < rows.Classes; c++)
        {
            var isClass = Array.ConvertAll(rows.Labels, label => label == c ? 1 : 0);
            var support = isClass.Sum();
            if (support == 0)
                throw new ArgumentException($"Expected rows of every class, received none of class {c}, whose ROC "
                    + "curve is undefined then.", nameof(labels));
            double weight = average == ClassAverage.Weighted ? support : 1;
            sum += weight * RankedRows.Of<double>(isClass, rows.Column(c)).RocAuc();
            weights += weight;
        }
        return sum / weights;
    }

    /// <summary>Average precision: the precision at every threshold, weighted by the recall gained there. It sums up
    /// the precision-recall curve without interpolating.</summary>
    /// <param name="labels">0 or 1 for every row; both must occur.</param>
    /// <param name="scores">One score per row, greater for class 1: a probability or a logit. Not NaN.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty, a label is neither 0 nor 1, only
    /// one of them occurs, or a score is NaN.</exception>
    public static double AveragePrecision<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        RankedRows.Of(labels, scores).AveragePrecision();

    /// <summary>The ROC curve: a point for every threshold, from 0, 0 above all scores to 1, 1 at the lowest.</summary>
    /// <param name="labels">0 or 1 for every row; both must occur.</param>
    /// <param name="scores">One score per row, greater for class 1: a probability or a logit. Not NaN.</param>
    /// <exception cref="ArgumentException">As of <see cref="RocAuc"/>.</exception>
    public static IReadOnlyList<RocPoint> RocCurve<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var points = RankedRows.Of(labels, scores).Thresholds().ToArray();
        var (positives, negatives, _) = points[^1];
        return [.. points.Select(at => new RocPoint((double)at.Negatives / negatives,
            (double)at.Positives / positives, at.Score))];
    }

    /// <summary>The precision-recall curve: a point for every threshold, from the lowest to the highest, and behind
    /// them precision 1 and recall 0, where no row is taken.</summary>
    /// <param name="labels">0 or 1 for every row; both must occur.</param>
    /// <param name="scores">One score per row, greater for class 1: a probability or a logit. Not NaN.</param>
    /// <exception cref="ArgumentException">As of <see cref="AveragePrecision"/>.</exception>
    public static IReadOnlyList<PrecisionRecallPoint> PrecisionRecallCurve<T>(ReadOnlySpan<int> labels,
        ReadOnlySpan<T> scores) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var points = RankedRows.Of(labels, scores).Thresholds().Reverse().ToArray();
        double positives = points[0].Positives;
        return [.. points.Select(at => new PrecisionRecallPoint(at.Positives + at.Negatives == 0 ? 1
            : (double)at.Positives / (at.Positives + at.Negatives), at.Positives / positives, at.Score))];
    }

    /// <summary>A band around the ROC curve: at each of 201 false positive rates from 0 to 1 the true positive rates
    /// among which that of all such texts lies, at least so often.</summary>
    /// <remarks>
    /// <para>Pointwise: at one place it covers as often as it says, over its whole length less often. Each threshold
    /// has a box, Wilson's intervals of its two rates, which are of different rows; the band is what the boxes reach.
    /// At a place it is as wide as the interval of the true positive rate there and the slope of the curve times that
    /// of the false positive rate, added: where both matter, up to √2 times as wide as it had to be. At its ends it
    /// stays open, where rows drawn again would all say the same. No chance is in it, and its cost is that of
    /// ordering the rows.</para>
    /// <para>Boxes of operating points: Pepe, "The statistical evaluation of medical tests for classification and
    /// prediction" (2003), section 2.2.2; bands of such boxes: Macskassy and Provost, "Confidence bands for ROC
    /// curves: methods and an empirical study" (2004).</para>
    /// </remarks>
    /// <param name="labels">0 or 1 for every row; both must occur.</param>
    /// <param name="scores">One score per row, greater for class 1: a probability or a logit. Not NaN.</param>
    /// <param name="confidence">How often the band covers at a place; above 0 and at most 0.999999.</param>
    /// <exception cref="ArgumentException">As of <see cref="RocAuc"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is outside its range.</exception>
    public static IReadOnlyList<BandPoint> RocBand<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> scores,
        double confidence = 0.95) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var z = StandardNormal.TwoSided(confidence);
        var points = RankedRows.Of(labels, scores).Thresholds().ToArray();
        var (positives, negatives, _) = points[^1];
        return CurveBand.Of([.. points.Select(at => (Wilson.Within(z, at.Negatives, negatives),
            Wilson.Within(z, at.Positives, positives)))]);
    }

    /// <summary>A band around the precision-recall curve: at each of 201 recalls from 0 to 1 the precisions among which
    /// that of all such texts lies, at least so often.</summary>
    /// <remarks>As <see cref="RocBand"/>, of boxes with Wilson's intervals of recall (of the rows of class 1) and of
    /// precision (of the rows taken), whatever ties the two. It is wide at small recalls, where few rows are
    /// taken.</remarks>
    /// <inheritdoc cref="RocBand"/>
    public static IReadOnlyList<BandPoint> PrecisionRecallBand<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> scores,
        double confidence = 0.95) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var z = StandardNormal.TwoSided(confidence);
        // Where no row is taken there is no precision.
        var points = RankedRows.Of(labels, scores).Thresholds().Skip(1).ToArray();
        var positives = points[^1].Positives;
        return CurveBand.Of([.. points.Select(at => (Wilson.Within(z, at.Positives, positives),
            Wilson.Within(z, at.Positives, at.Positives + at.Negatives)))]);
    }
}
