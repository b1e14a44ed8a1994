using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Valence.Classification;

/// <summary>How often rows of each class were taken for each class.</summary>
public sealed class ConfusionMatrix
{
    // Beyond it a table is no longer read but searched.
    private const int WidestTable = 120;
    private const int FewClasses = 3;
    private const int PairsShown = 20;

    private readonly long[] _keys;
    private readonly long[] _counts;
    private readonly long[] _supports;
    private readonly long[] _predicted;

    /// <summary>The matrix of counted rows.</summary>
    /// <param name="classes">The classes' names; at least one, all different.</param>
    /// <param name="counts"><c>[actual, predicted]</c>, one row and one column per class; none negative and not all
    /// 0.</param>
    /// <exception cref="ArgumentException">The names or counts break these rules.</exception>
    public ConfusionMatrix(IReadOnlyList<string> classes, long[,] counts)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(counts);
        Classes = [.. classes];
        if (Classes.Count == 0 || Classes.Distinct(StringComparer.Ordinal).Count() != Classes.Count)
            throw new ArgumentException("Expected at least one class and every name once, received "
                + $"{string.Join(", ", Classes)}.", nameof(classes));
        if (counts.GetLength(0) != Classes.Count || counts.GetLength(1) != Classes.Count)
            throw new ArgumentException($"Expected a row and a column for each of {Classes.Count} classes, received "
                + $"{counts.GetLength(0)} by {counts.GetLength(1)} counts.", nameof(counts));
        var cells = new List<(int, int, long)>();
        for (var actual = 0; actual < Classes.Count; actual++)
            for (var predicted = 0; predicted < Classes.Count; predicted++)
            {
                var count = counts[actual, predicted];
                if (count < 0)
                    throw new ArgumentException($"Expected counts of rows, received {count} for class "
                        + $"{Classes[actual]} taken for {Classes[predicted]}.", nameof(counts));
                if (count > 0) cells.Add((actual, predicted, count));
            }
        if (cells.Count == 0)
            throw new ArgumentException("Expected at least one row, all counts are 0.", nameof(counts));
        (_keys, _counts, _supports, _predicted, Total, Correct) = Summed(cells, Classes.Count);
    }

    /// <summary>The matrix of the counts that are not 0, in the order of their rows and columns.</summary>
    internal ConfusionMatrix(IReadOnlyList<string> classes,
        IReadOnlyList<(int Actual, int Predicted, long Count)> cells)
    {
        Classes = classes;
        (_keys, _counts, _supports, _predicted, Total, Correct) = Summed(cells, classes.Count);
    }

    /// <summary>The classes' names, in the order of rows and columns.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The number of rows counted.</summary>
    public long Total { get; }

    /// <summary>The number of rows taken for their own class.</summary>
    public long Correct { get; }

    /// <summary>How many rows of class <paramref name="actual"/> were taken for class <paramref name="predicted"/>;
    /// both are positions in <see cref="Classes"/>.</summary>
    public long this[int actual, int predicted] =>
        Array.BinarySearch(_keys, (long)actual * Classes.Count + predicted) is >= 0 and var cell ? _counts[cell] : 0;

    /// <summary>The counts that are not 0, row after row: most of many classes are never taken for each
    /// other.</summary>
    internal IEnumerable<(int Actual, int Predicted, long Count)> Cells => _keys.Select((key, cell) =>
        ((int)(key / Classes.Count), (int)(key % Classes.Count), _counts[cell]));

    /// <summary>The classes of which most rows are wrong, at most so many, in their order.</summary>
    internal IReadOnlyList<int> MostConfused(int most) => [.. Enumerable.Range(0, Classes.Count)
        .OrderByDescending(c => _supports[c] + _predicted[c] - 2 * this[c, c]).Take(most).Order()];

    /// <summary>How many rows are of this class.</summary>
    /// <param name="actual">A position in <see cref="Classes"/>.</param>
    public long Support(int actual) => _supports[actual];

    /// <summary>How many rows were taken for this class.</summary>
    /// <param name="predicted">A position in <see cref="Classes"/>.</param>
    public long Predicted(int predicted) => _predicted[predicted];

    /// <summary>Counts rows whose classes are numbers.</summary>
    /// <param name="labels">The class of every row.</param>
    /// <param name="predictions">The class every row was taken for.</param>
    /// <param name="classes">The names of the classes 0, 1, …, of which some may not occur; without them the classes
    /// are the numbers that occur, in ascending order.</param>
    /// <exception cref="ArgumentException">There are no rows, the lists differ in length, or a number has no
    /// name.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions,
        IReadOnlyList<string>? classes = null)
    {
        ClassIds.RequireSameLength(labels.Length, predictions.Length, nameof(predictions));
        if (classes is null)
        {
            var numbers = labels.ToArray().Union(predictions.ToArray()).Order().ToArray();
            return Count(Positions(labels, numbers), Positions(predictions, numbers),
                Array.ConvertAll(numbers, number => number.ToString(CultureInfo.InvariantCulture)));
        }
        ClassIds.Require(labels, classes.Count, nameof(labels));
        ClassIds.Require(predictions, classes.Count, nameof(predictions));
        return Count(labels, predictions, classes);

        static int[] Positions(ReadOnlySpan<int> values, int[] numbers) =>
            Array.ConvertAll(values.ToArray(), value => Array.BinarySearch(numbers, value));
    }

    /// <summary>Counts rows whose classes are names; the classes are the names that occur, in ordinal order.</summary>
    /// <param name="labels">The class of every row.</param>
    /// <param name="predictions">The class every row was taken for.</param>
    /// <exception cref="ArgumentException">There are no rows, or the lists differ in length.</exception>
    public static ConfusionMatrix Of(IReadOnlyList<string> labels, IReadOnlyList<string> predictions)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(predictions);
        ClassIds.RequireSameLength(labels.Count, predictions.Count, nameof(predictions));
        var names = labels.Union(predictions, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return Count(Positions(labels), Positions(predictions), names);

        int[] Positions(IReadOnlyList<string> values) =>
            [.. values.Select(value => Array.BinarySearch(names, value, StringComparer.Ordinal))];
    }

    /// <summary>The counts as a table, one row per class and one column per class it was taken for; where that would
    /// be too wide, the pairs of classes that were confused most.</summary>
    public override string ToString()
    {
        const string corner = @"actual \ predicted";
        var first = Classes.Append(corner).Max(Columns.Width);
        if (Classes.Count > WidestTable) return Pairs();
        var widths = Enumerable.Range(0, Classes.Count)
            .Select(p => Math.Max(Columns.Width(Classes[p]), Enumerable.Range(0, Classes.Count)
                .Max(a => Cell(a, p).Length))).ToArray();
        if (Classes.Count > FewClasses && first + widths.Sum(width => width + 2) > WidestTable) return Pairs();
        var text = new StringBuilder(Columns.Left(corner, first));
        for (var p = 0; p < Classes.Count; p++) text.Append("  ").Append(Columns.Right(Classes[p], widths[p]));
        for (var a = 0; a < Classes.Count; a++)
        {
            text.Append('\n').Append(Columns.Left(Classes[a], first));
            for (var p = 0; p < Classes.Count; p++) text.Append("  ").Append(Columns.Right(Cell(a, p), widths[p]));
        }
        return text.Append('\n').ToString();

        string Cell(int a, int p) => this[a, p].ToString(CultureInfo.InvariantCulture);
    }

    private string Pairs()
    {
        var wrong = Cells.Where(cell => cell.Actual != cell.Predicted).ToArray();
        if (wrong.Length == 0) return "No class was taken for another.\n";
        var shown = wrong.OrderByDescending(cell => cell.Count).Take(PairsShown).ToArray();
        string[][] table = [["actual", "predicted", "rows"], .. shown.Select(cell => (string[])[Classes[cell.Actual],
            Classes[cell.Predicted], cell.Count.ToString(CultureInfo.InvariantCulture)])];
        var widths = Enumerable.Range(0, 3).Select(column => table.Max(row => Columns.Width(row[column]))).ToArray();
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"Most confused of {Classes.Count} "
            + $"classes, {shown.Length} of {wrong.Length} {(wrong.Length == 1 ? "pair" : "pairs")}:\n"));
        foreach (var row in table)
            text.Append(CultureInfo.InvariantCulture, $"{Columns.Left(row[0], widths[0])}  ")
                .Append(CultureInfo.InvariantCulture, $"{Columns.Left(row[1], widths[1])}  ")
                .Append(CultureInfo.InvariantCulture, $"{Columns.Right(row[2], widths[2])}\n");
        return text.ToString();
    }

    private static (long[] Keys, long[] Counts, long[] Supports, long[] Predicted, long Total, long Correct) Summed(
        IReadOnlyList<(int Actual, int Predicted, long Count)> cells, int classes)
    {
        var (keys, counts) = (new long[cells.Count], new long[cells.Count]);
        var (supports, taken) = (new long[classes], new long[classes]);
        long total = 0, correct = 0;
        for (var cell = 0; cell < cells.Count; cell++)
        {
            var (actual, predicted, count) = cells[cell];
            (keys[cell], counts[cell]) = ((long)actual * classes + predicted, count);
            supports[actual] += count;
            taken[predicted] += count;
            total += count;
            if (actual == predicted) correct += count;
        }
        return (keys, counts, supports, taken, total, correct);
    }

    private static ConfusionMatrix Count(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions,
        IReadOnlyList<string> classes)
    {
        if (labels.IsEmpty) throw new ArgumentException("Expected at least one row, received none.", nameof(labels));
        if (classes.Count == 0 || classes.Distinct(StringComparer.Ordinal).Count() != classes.Count)
            throw new ArgumentException($"Expected at least one class and every name once, received {classes.Count} "
                + "names.", nameof(classes));
        var counts = new Dictionary<(int Actual, int Predicted), long>();
        for (var i = 0; i < labels.Length; i++)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, (labels[i], predictions[i]), out _)++;
        return Of(classes, counts);
    }

    /// <summary>The matrix of rows that were counted one by one; at least one was.</summary>
    internal static ConfusionMatrix Of(IReadOnlyList<string> classes,
        Dictionary<(int Actual, int Predicted), long> counts) =>
        new(classes, [.. counts.OrderBy(cell => cell.Key).Select(cell => (cell.Key.Actual, cell.Key.Predicted,
            cell.Value))]);
}
