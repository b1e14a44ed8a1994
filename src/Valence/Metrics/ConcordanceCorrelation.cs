namespace Valence.Metrics;

/// <summary>Lin's concordance correlation: how far predictions equal the truth, from −1 to 1; besides the correlation
/// it counts differences of mean and spread.</summary>
/// <remarks>Truth and predictions <c>[batch, …]</c> of one shape.</remarks>
public sealed class ConcordanceCorrelation : CorrelationMetric
{
    private const double Epsilon = 1e-7;

    private protected override double Correlate(IReadOnlyList<double> truth, IReadOnlyList<double> predictions)
    {
        var (a, b) = (truth.Average(), predictions.Average());
        var shared = truth.Zip(predictions, (x, y) => (x - a) * (y - b)).Sum() / truth.Count;
        return 2 * shared
            / (Variance(truth, a) + Variance(predictions, b) + (a - b) * (a - b) + Epsilon);
    }
}
