namespace Valence.Classification.Tests.Evaluation;

public sealed class AgreementTests
{
    [Fact]
    public void Perfect_predictions_score_one_and_reversed_ones_minus_one()
    {
        var perfect = ConfusionMatrix.Of([0, 1, 1, 0], [0, 1, 1, 0]);
        Assert.Equal((1, 1, 1),
            (Agreement.MatthewsCorrelation(perfect), Agreement.CohenKappa(perfect),
                Agreement.BalancedAccuracy(perfect)));
        var reversed = ConfusionMatrix.Of([0, 1, 1, 0], [1, 0, 0, 1]);
        Assert.Equal((-1, -1, 0),
            (Agreement.MatthewsCorrelation(reversed), Agreement.CohenKappa(reversed),
                Agreement.BalancedAccuracy(reversed)));
    }

    [Fact]
    public void Predictions_of_one_class_only_score_no_correlation()
    {
        var matrix = ConfusionMatrix.Of([0, 1, 1, 1], [1, 1, 1, 1]);
        Assert.Equal(0, Agreement.MatthewsCorrelation(matrix));
        Assert.Equal(0, Agreement.CohenKappa(matrix));
        Assert.Equal(0.5, Agreement.BalancedAccuracy(matrix));
    }

    [Fact]
    public void Kappa_is_undefined_where_only_one_class_occurs()
    {
        var matrix = ConfusionMatrix.Of([1, 1], [1, 1]);
        Assert.Equal(0, Agreement.MatthewsCorrelation(matrix));
        Assert.Equal(double.NaN, Agreement.CohenKappa(matrix));
    }

    [Fact]
    public void Balanced_accuracy_leaves_out_classes_without_rows() =>
        Assert.Equal(0.75, Agreement.BalancedAccuracy(ConfusionMatrix.Of([0, 0, 1], [0, 2, 1], ["a", "b", "c"])));
}
