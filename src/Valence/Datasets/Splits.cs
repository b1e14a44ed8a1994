using System.Globalization;
using Valence.Text;

namespace Valence.Datasets;

/// <summary>Splits of a data set into rows for training and rows for testing, index for index those of scikit-learn for
/// the same seed.</summary>
public static class Splits
{
    /// <summary>Shuffles the rows 0 to <paramref name="n"/> − 1 and sets a share of them apart, as
    /// <c>train_test_split(..., random_state=seed)</c> does.</summary>
    /// <param name="n">The number of rows; at least 2.</param>
    /// <param name="testSize">The share of rows for testing, in (0, 1); <c>n · testSize</c> is rounded up and at least
    /// one row must remain for training.</param>
    /// <param name="seed">0 to 2³² − 1.</param>
    /// <param name="stratify">One class per row; each class then has the same share of both parts, as nearly as whole
    /// rows allow. Without it the classes are left to chance.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or no row remains for
    /// training.</exception>
    /// <exception cref="ArgumentException"><paramref name="stratify"/> has another length than <paramref name="n"/>, a
    /// class with one row, or more classes than a part has rows.</exception>
    public static SplitIndices TrainTestSplit(int n, double testSize, long seed, IReadOnlyList<int>? stratify = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 2);
        if (!(testSize is > 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(testSize), testSize, "Expected a share of the rows, above 0 and below 1.");
        var test = (int)Math.Ceiling(testSize * n);
        if (test == n)
            throw new ArgumentOutOfRangeException(nameof(testSize), testSize,
                string.Create(CultureInfo.InvariantCulture,
                    $"Expected at least one of {n} rows to remain for training, but {testSize} of them, rounded up, "
                        + $"is all. Use a smaller share."));
        var random = new NumpyRandomState(seed);
        if (stratify is not null) return StratifiedShares.Draw(stratify, n, test, random);
        var order = random.Permutation(n);
        return new(order[test..], order[..test]);
    }

    /// <summary>Splits the rows into <paramref name="folds"/> parts with the same share of every class, each part once
    /// the test rows, as <c>StratifiedKFold(folds, shuffle=shuffle, random_state=seed).split</c> does.</summary>
    /// <param name="labels">One class per row.</param>
    /// <param name="folds">The number of parts; 2 to the number of rows of the most frequent class.</param>
    /// <param name="shuffle">Whether the rows of a class are spread over the folds at random rather than in their
    /// order.</param>
    /// <param name="seed">0 to 2³² − 1; unused unless <paramref name="shuffle"/> is set.</param>
    /// <returns>One split per fold; its rows are in ascending order. A class with fewer rows than folds is absent from
    /// the test rows of some folds.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="folds"/> or <paramref name="seed"/> is outside its
    /// range.</exception>
    public static IReadOnlyList<SplitIndices> StratifiedKFold(
        IReadOnlyList<int> labels, int folds, bool shuffle = false, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var random = new NumpyRandomState(seed);
        var rowsOfClass = labels.Index().GroupBy(row => row.Item, row => row.Index).Select(rows => rows.ToArray())
            .ToArray();
        var largest = rowsOfClass.Length == 0 ? 0 : rowsOfClass.Max(rows => rows.Length);
        if (folds > largest)
            throw new ArgumentOutOfRangeException(nameof(folds), folds,
                $"Expected at most as many folds as the most frequent class has rows, which is {largest}.");

        var foldOfRow = new int[labels.Count];
        var first = 0;
        foreach (var rows in rowsOfClass)
        {
            var fold = FoldsOfClass(first, rows.Length, folds);
            if (shuffle) random.Shuffle<int>(fold);
            for (var i = 0; i < rows.Length; i++) foldOfRow[rows[i]] = fold[i];
            first += rows.Length;
        }
        return [.. Enumerable.Range(0, folds)
            .Select(fold => new SplitIndices(RowsWhere(foldOfRow, f => f != fold),
                RowsWhere(foldOfRow, f => f == fold)))];
    }

    // With the rows sorted by class and dealt to the folds in turn, the class at positions first to first + count gets
    // these folds, here in ascending order.
    private static int[] FoldsOfClass(int first, int count, int folds)
    {
        var dealt = new int[count];
        for (var i = 0; i < count; i++) dealt[i] = (first + i) % folds;
        Array.Sort(dealt);
        return dealt;
    }

    private static int[] RowsWhere(int[] foldOfRow, Predicate<int> belongs) =>
        [.. Enumerable.Range(0, foldOfRow.Length).Where(row => belongs(foldOfRow[row]))];
}
