namespace Valence.Metrics;

/// <summary>Pearson's correlation: how far truth and predictions lie on a line, from −1 to 1.</summary>
/// <remarks>Truth and predictions <c>[batch, …]</c> of one shape; of numbers that are all equal it is NaN, as in
/// Keras.</remarks>
public sealed class PearsonCorrelation : CorrelationMetric
{
    private protected override double Correlate(IReadOnlyList<double> truth, IReadOnlyList<double> predictions)
    {
        var (a, b) = (truth.Average(), predictions.Average());
        var shared = truth.Zip(predictions, (x, y) => (x - a) * (y - b)).Sum() / truth.Count;
        return shared / Math.Sqrt(Variance(truth, a)) / Math.Sqrt(Variance(predictions, b));
    }
}
