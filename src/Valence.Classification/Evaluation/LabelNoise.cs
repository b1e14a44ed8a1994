using System.Numerics;

namespace Valence.Classification;

/// <summary>Which labels are probably wrong, from probabilities that models gave to rows which they had not learned
/// from: confident learning.</summary>
/// <remarks>Northcutt, Jiang, Chuang 2021, "Confident learning: estimating uncertainty in dataset labels"; the rules
/// that the paper leaves open are those of cleanlab 2.</remarks>
public sealed class LabelNoise
{
    private readonly LabelledProbabilities _rows;

    private LabelNoise(LabelledProbabilities rows)
    {
        _rows = rows;
        SelfConfidence = [.. rows.Labels.Select((given, row) => rows.Row(row)[given])];
        Margins = [.. rows.Labels.Select((given, row) => (rows.Row(row)[given] - LargestOther(row, given) + 1) / 2)];
        Counts = Counted();
        Joint = Calibrated();
        Issues = Pruned();
    }

    /// <summary>The probability of each row's given label: the smaller, the more doubtful.</summary>
    public IReadOnlyList<double> SelfConfidence { get; }

    /// <summary>How far the given label is ahead of the most probable other one, from 0 to 1: below ½ it is
    /// behind.</summary>
    public IReadOnlyList<double> Margins { get; }

    /// <summary>The confident joint <c>[given, true]</c>: rows whose probability of a class reaches the mean of that
    /// among the rows that were given it; a row that reaches none counts nowhere.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Counts { get; }

    /// <summary><see cref="Counts"/> with each row brought to the number of rows that were given the label.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Joint { get; }

    /// <summary>The rows whose label is probably wrong, the least confident first: of each given and true class as many
    /// as <see cref="Joint"/> says, those with the largest difference of the two probabilities, but none whose given
    /// label is the most probable.</summary>
    public IReadOnlyList<int> Issues { get; }

    /// <summary>Looks at rows.</summary>
    /// <param name="labels">The class that each row was given, from 0.</param>
    /// <param name="probabilities"><c>[rows, classes]</c>, row after row, of models that did not learn from the row; or
    /// <c>[rows]</c>, those of the second of two classes.</param>
    /// <exception cref="ArgumentException">The lists do not fit together, or a probability is none.</exception>
    public static LabelNoise Of<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(LabelledProbabilities.Of(labels, probabilities));

    /// <summary>The most probable class of a row: what it would be labelled with.</summary>
    public int Suggested(int row)
    {
        var probabilities = _rows.Row(row);
        var best = 0;
        for (var c = 1; c < probabilities.Length; c++) if (probabilities[c] > probabilities[best]) best = c;
        return best;
    }

    /// <summary>The probability of <see cref="Suggested"/>.</summary>
    public double Confidence(int row) => _rows.Row(row)[Suggested(row)];

    private double LargestOther(int row, int given)
    {
        var probabilities = _rows.Row(row);
        var largest = 0.0;
        for (var c = 0; c < probabilities.Length; c++)
            if (c != given) largest = Math.Max(largest, probabilities[c]);
        return largest;
    }

    private int[][] Counted()
    {
        var classes = _rows.Classes;
        var (thresholds, rowsOf) = (new double[classes], new int[classes]);
        for (var row = 0; row < _rows.Labels.Length; row++)
        {
            thresholds[_rows.Labels[row]] += SelfConfidence[row];
            rowsOf[_rows.Labels[row]]++;
        }
        // Nothing reaches the mean of no rows.
        for (var c = 0; c < classes; c++)
            thresholds[c] = rowsOf[c] == 0 ? double.PositiveInfinity : thresholds[c] / rowsOf[c];
        int[][] counts = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
        for (var row = 0; row < _rows.Labels.Length; row++)
        {
            var probabilities = _rows.Row(row);
            var found = 0;
            for (var c = 0; c < classes; c++) if (probabilities[c] >= thresholds[c]) found++;
            if (found == 0) continue;
            var best = Suggested(row);
            if (found == 1) while (probabilities[best] < thresholds[best]) best = (best + 1) % classes;
            counts[_rows.Labels[row]][best]++;
        }
        return counts;
    }

    // Whole numbers of each row: largest remainders.
    private int[][] Calibrated()
    {
        var rowsOf = new int[_rows.Classes];
        foreach (var given in _rows.Labels) rowsOf[given]++;
        return [.. Counts.Select((counts, given) =>
        {
            double[] all = [.. counts.Select((count, c) => c == given ? Math.Max(1.0, count) : count)];
            double[] shares = [.. all.Select(count => count * rowsOf[given] / all.Sum())];
            int[] whole = [.. shares.Select(share => (int)share)];
            foreach (var c in Enumerable.Range(0, whole.Length).OrderByDescending(c => shares[c] - whole[c])
                .Take(rowsOf[given] - whole.Sum())) whole[c]++;
            return whole;
        })];
    }

    private List<int> Pruned()
    {
        var found = new HashSet<int>();
        for (var given = 0; given < _rows.Classes; given++)
        {
            int[] rows = [.. Enumerable.Range(0, _rows.Labels.Length).Where(row => _rows.Labels[row] == given)];
            for (var other = 0; other < _rows.Classes; other++)
            {
                var count = Joint[given][other];
                if (other == given || count == 0) continue;
                double Margin(int row) => _rows.Row(row)[other] - _rows.Row(row)[given];
                var border = rows.Select(Margin).OrderDescending().ElementAt(Math.Min(count, rows.Length) - 1);
                found.UnionWith(rows.Where(row => Margin(row) >= border));
            }
        }
        return [.. found.Where(row => LargestOther(row, _rows.Labels[row]) > SelfConfidence[row])
            .OrderBy(row => SelfConfidence[row]).ThenBy(row => row)];
    }
}
