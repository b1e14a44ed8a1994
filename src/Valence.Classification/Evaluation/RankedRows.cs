using System.Numerics;

namespace Valence.Classification;

/// <summary>Rows of two classes in the order of their scores, highest first; each may count several times or not at
/// all.</summary>
internal sealed class RankedRows
{
    private readonly bool[] _isPositive;
    private readonly bool[] _endsTie;
    private readonly double[] _scores;
    private readonly int[] _once;

    private RankedRows(bool[] isPositive, bool[] endsTie, double[] scores)
    {
        _scores = scores;
        _isPositive = isPositive;
        _endsTie = endsTie;
        _once = new int[isPositive.Length];
        Array.Fill(_once, 1);
    }

    public int Count => _once.Length;

    public static RankedRows Of<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassIds.RequireSameLength(labels.Length, scores.Length, nameof(scores));
        ClassIds.Require(labels, 2, nameof(labels));
        if (!labels.Contains(0) || !labels.Contains(1))
            throw new ArgumentException($"Expected rows of class 0 and of class 1, received only class {labels[0]}, "
                + "for which no ranking can be judged.", nameof(labels));
        var rows = new (T Score, bool IsPositive)[labels.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            if (T.IsNaN(scores[i]))
                throw new ArgumentException($"Expected scores, received NaN in row {i}.", nameof(scores));
            rows[i] = (scores[i], labels[i] == 1);
        }
        Array.Sort(rows, static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score)
            : a.IsPositive.CompareTo(b.IsPositive));
        var endsTie = new bool[rows.Length];
        for (var i = 0; i < rows.Length; i++) endsTie[i] = i + 1 == rows.Length || rows[i + 1].Score != rows[i].Score;
        return new(Array.ConvertAll(rows, row => row.IsPositive), endsTie,
            Array.ConvertAll(rows, row => double.CreateChecked(row.Score)));
    }

    public double RocAuc() => RocAuc(_once);

    /// <summary>The area under the ROC curve with row <c>i</c> counted <c>counts[i]</c> times; NaN where a class has no
    /// row left.</summary>
    public double RocAuc(ReadOnlySpan<int> counts)
    {
        long above = 0, positives = 0, negatives = 0, twicePairs = 0, tiedPositives = 0, tiedNegatives = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (_isPositive[i]) tiedPositives += counts[i];
            else tiedNegatives += counts[i];
            if (!_endsTie[i]) continue;
            twicePairs += tiedNegatives * (2 * above + tiedPositives);
            above += tiedPositives;
            positives += tiedPositives;
            negatives += tiedNegatives;
            tiedPositives = tiedNegatives = 0;
        }
        return twicePairs / (2.0 * positives * negatives);
    }

    public double AveragePrecision() => AveragePrecision(_once);

    /// <summary>The average precision with row <c>i</c> counted <c>counts[i]</c> times; NaN where class 1 has no row
    /// left.</summary>
    public double AveragePrecision(ReadOnlySpan<int> counts)
    {
        long rows = 0, positives = 0, tied = 0;
        var sum = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            rows += counts[i];
            if (_isPositive[i]) tied += counts[i];
            if (!_endsTie[i]) continue;
            positives += tied;
            if (tied > 0) sum += tied * ((double)positives / rows);
            tied = 0;
        }
        return sum / positives;
    }

    /// <summary>From the highest score on, how many rows of either class have a score or a higher one; before them,
    /// above every score, none.</summary>
    public IEnumerable<(long Positives, long Negatives, double Score)> Thresholds()
    {
        var (positives, negatives) = (0L, 0L);
        yield return (0, 0, double.PositiveInfinity);
        for (var i = 0; i < Count; i++)
        {
            if (_isPositive[i]) positives++;
            else negatives++;
            if (_endsTie[i]) yield return (positives, negatives, _scores[i]);
        }
    }
}
