using System.Globalization;
using System.Text;

namespace Valence.Classification;

/// <summary>How often rows of each class were taken for each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;
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
        _counts = (long[,])counts.Clone();
        _supports = new long[Classes.Count];
        _predicted = new long[Classes.Count];
        for (var actual = 0; actual < Classes.Count; actual++)
        {
            for (var predicted = 0; predicted < Classes.Count; predicted++)
            {
                var count = counts[actual, predicted];
                if (count < 0)
                    throw new ArgumentException($"Expected counts of rows, received {count} for class "
                        + $"{Classes[actual]} taken for {Classes[predicted]}.", nameof(counts));
                _supports[actual] += count;
                _predicted[predicted] += count;
                Total += count;
            }
            Correct += counts[actual, actual];
        }
        if (Total == 0) throw new ArgumentException("Expected at least one row, all counts are 0.", nameof(counts));
    }

    /// <summary>The classes' names, in the order of rows and columns.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The number of rows counted.</summary>
    public long Total { get; }

    /// <summary>The number of rows taken for their own class.</summary>
    public long Correct { get; }

    /// <summary>How many rows of class <paramref name="actual"/> were taken for class <paramref name="predicted"/>;
    /// both are positions in <see cref="Classes"/>.</summary>
    public long this[int actual, int predicted] => _counts[actual, predicted];

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

    /// <summary>The counts as a table, one row per class and one column per class it was taken for.</summary>
    public override string ToString()
    {
        const string corner = @"actual \ predicted";
        var first = Classes.Append(corner).Max(Columns.Width);
        var widths = Enumerable.Range(0, Classes.Count)
            .Select(p => Math.Max(Columns.Width(Classes[p]), Enumerable.Range(0, Classes.Count)
                .Max(a => Cell(a, p).Length))).ToArray();
        var text = new StringBuilder(Columns.Left(corner, first));
        for (var p = 0; p < Classes.Count; p++) text.Append("  ").Append(Columns.Right(Classes[p], widths[p]));
        for (var a = 0; a < Classes.Count; a++)
        {
            text.Append('\n').Append(Columns.Left(Classes[a], first));
            for (var p = 0; p < Classes.Count; p++) text.Append("  ").Append(Columns.Right(Cell(a, p), widths[p]));
        }
        return text.Append('\n').ToString();

        string Cell(int a, int p) => _counts[a, p].ToString(CultureInfo.InvariantCulture);
    }

    private static ConfusionMatrix Count(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions,
        IReadOnlyList<string> classes)
    {
        if (labels.IsEmpty) throw new ArgumentException("Expected at least one row, received none.", nameof(labels));
        var counts = new long[classes.Count, classes.Count];
        for (var i = 0; i < labels.Length; i++) counts[labels[i], predictions[i]]++;
        return new(classes, counts);
    }
}
