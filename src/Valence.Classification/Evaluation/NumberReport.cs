namespace Valence.Classification;

/// <summary>How answered numbers agree with the true ones.</summary>
public sealed class NumberReport : TaskEvaluation
{
    private NumberReport(double rmse, double mae, double r2, double spearman, int rows)
        : base(Pairs(("RMSE", rmse), ("MAE", mae), ("R²", r2), ("Spearman", spearman)))
    {
        (RootMeanSquaredError, MeanAbsoluteError, R2, Spearman, Rows) = (rmse, mae, r2, spearman, rows);
        SmallerIsBetter = true;
    }

    /// <summary>The root of the mean of squared distances, in the labels' unit.</summary>
    public double RootMeanSquaredError { get; }

    /// <summary>The mean distance, in the labels' unit.</summary>
    public double MeanAbsoluteError { get; }

    /// <summary>The part of the labels' variance that the answers tell: 1 for perfect ones, 0 for the labels' mean,
    /// below 0 for worse; NaN where all labels are equal.</summary>
    public double R2 { get; }

    /// <summary>Spearman's correlation of ranks, equal numbers sharing their mean rank; NaN where all labels or all
    /// answers are equal.</summary>
    public double Spearman { get; }

    /// <summary>How many texts there are.</summary>
    public int Rows { get; }

    /// <summary>The report on numbers.</summary>
    /// <param name="truth">The true ones, at least one.</param>
    /// <param name="answers">The answers, as many.</param>
    /// <exception cref="ArgumentException">The lists do not fit together, or are empty.</exception>
    public static NumberReport Of(ReadOnlySpan<double> truth, ReadOnlySpan<double> answers)
    {
        if (truth.IsEmpty || truth.Length != answers.Length)
            throw new ArgumentException($"Expected an answer for each of {truth.Length} numbers, and one at least, "
                + $"received {answers.Length}.", nameof(answers));
        double mean = 0, squares = 0, distances = 0, spread = 0;
        foreach (var number in truth) mean += number / truth.Length;
        for (var i = 0; i < truth.Length; i++)
        {
            var distance = answers[i] - truth[i];
            squares += distance * distance;
            distances += Math.Abs(distance);
            spread += (truth[i] - mean) * (truth[i] - mean);
        }
        var isFlat = truth.IndexOfAnyExcept(truth[0]) < 0;
        return new(Math.Sqrt(squares / truth.Length), distances / truth.Length,
            isFlat ? double.NaN : 1 - squares / spread, Correlation(Ranks(truth), Ranks(answers)), truth.Length);
    }

    // From 1; equal numbers share the mean of their places.
    private static double[] Ranks(ReadOnlySpan<double> numbers)
    {
        var sorted = numbers.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (int i = 0, end; i < sorted.Length; i = end)
        {
            for (end = i + 1; end < sorted.Length && sorted[end] == sorted[i];) end++;
            for (var j = i; j < end; j++) ranks[order[j]] = (i + end + 1) / 2.0;
        }
        return ranks;
    }

    private static double Correlation(double[] x, double[] y)
    {
        var mean = (x.Length + 1) / 2.0;
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xx == 0 || yy == 0 ? double.NaN : xy / Math.Sqrt(xx * yy);
    }
}
