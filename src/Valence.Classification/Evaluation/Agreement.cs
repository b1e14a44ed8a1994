namespace Valence.Classification;

/// <summary>Single numbers for how well predictions agree with labels, which unlike accuracy are not flattered by a
/// frequent class.</summary>
public static class Agreement
{
    /// <summary>Matthews' correlation coefficient, for any number of classes: 1 for perfect predictions, 0 for what
    /// chance gives, down to −1.</summary>
    /// <returns>0 where it is undefined, because all rows are of one class or were taken for one class, as scikit-learn
    /// does.</returns>
    public static double MatthewsCorrelation(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        double total = matrix.Total, both = 0, actual = 0, predicted = 0;
        for (var c = 0; c < matrix.Classes.Count; c++)
        {
            double support = matrix.Support(c), taken = matrix.Predicted(c);
            both += support * taken;
            actual += support * support;
            predicted += taken * taken;
        }
        var spread = (total * total - actual) * (total * total - predicted);
        return spread == 0 ? 0 : (matrix.Correct * total - both) / Math.Sqrt(spread);
    }

    /// <summary>Cohen's kappa: the agreement beyond what chance gives, as a share of the greatest there can be; 1 for
    /// perfect predictions.</summary>
    /// <returns>NaN where it is undefined, because labels and predictions are all of one class, as scikit-learn
    /// does.</returns>
    public static double CohenKappa(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        double total = matrix.Total, byChance = 0;
        for (var c = 0; c < matrix.Classes.Count; c++) byChance += (double)matrix.Support(c) * matrix.Predicted(c);
        return 1 - (total - matrix.Correct) / (total - byChance / total);
    }

    /// <summary>The mean of the recalls of the classes that occur.</summary>
    public static double BalancedAccuracy(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Enumerable.Range(0, matrix.Classes.Count).Where(c => matrix.Support(c) > 0)
            .Average(c => (double)matrix[c, c] / matrix.Support(c));
    }
}
