using Valence.Text;

namespace Valence.Datasets;

/// <summary>One random split that keeps the shares of the classes, with the draws in scikit-learn's order.</summary>
internal static class StratifiedShares
{
    /// <summary>Splits the rows of <paramref name="labels"/> into <paramref name="test"/> rows for testing and the
    /// others for training.</summary>
    /// <exception cref="ArgumentException">The labels do not allow it.</exception>
    public static SplitIndices Draw(IReadOnlyList<int> labels, int n, int test, NumpyRandomState random)
    {
        if (labels.Count != n)
            throw new ArgumentException($"Expected one class for each of {n} rows, received {labels.Count}.",
                "stratify");
        var classes = labels.Index().GroupBy(row => row.Item, row => row.Index).OrderBy(rows => rows.Key)
            .Select(rows => (Label: rows.Key, Rows: rows.ToArray())).ToArray();
        foreach (var (label, rows) in classes)
            if (rows.Length < 2)
                throw new ArgumentException($"Expected at least 2 rows of every class, class {label} has one. Leave "
                    + "it out, merge it with another class, or split without stratify.", "stratify");
        if (Math.Min(test, n - test) < classes.Length)
            throw new ArgumentException("Expected at least as many rows in each part as there are classes, "
                + $"received {n - test} and {test} rows for {classes.Length} classes. Choose another test size.",
                "stratify");

        var counts = Array.ConvertAll(classes, c => c.Rows.Length);
        var train = Shares(counts, n - test, random);
        var rest = counts.Zip(train, (count, taken) => count - taken).ToArray();
        var tested = Shares(rest, test, random);
        List<int> trainRows = new(n - test), testRows = new(test);
        for (var c = 0; c < classes.Length; c++)
        {
            var rows = classes[c].Rows;
            var order = random.Permutation(rows.Length);
            trainRows.AddRange(order[..train[c]].Select(i => rows[i]));
            testRows.AddRange(order.AsSpan(train[c], tested[c]).ToArray().Select(i => rows[i]));
        }
        return new(Shuffled(trainRows, random), Shuffled(testRows, random));
    }

    /// <summary>How many of <paramref name="draws"/> rows each class gives: its proportional share rounded down, and
    /// one more for the largest remainders, equal ones drawn by lot.</summary>
    private static int[] Shares(int[] counts, int draws, NumpyRandomState random)
    {
        double total = counts.Sum();
        var exact = Array.ConvertAll(counts, count => count / total * draws);
        var shares = Array.ConvertAll(exact, share => (int)Math.Floor(share));
        var missing = draws - shares.Sum();
        var byRemainder = Enumerable.Range(0, counts.Length).GroupBy(c => exact[c] - shares[c])
            .OrderByDescending(classes => classes.Key);
        foreach (var equal in byRemainder)
        {
            if (missing == 0) break;
            var candidates = equal.ToArray();
            var drawn = Math.Min(candidates.Length, missing);
            foreach (var i in random.Permutation(candidates.Length)[..drawn]) shares[candidates[i]]++;
            missing -= drawn;
        }
        return shares;
    }

    private static int[] Shuffled(List<int> rows, NumpyRandomState random)
    {
        var shuffled = rows.ToArray();
        random.Shuffle<int>(shuffled);
        return shuffled;
    }
}
