namespace Valence.Metrics;

/// <inheritdoc cref="FScore"/>
/// <param name="average">How the classes' scores become one.</param>
/// <param name="beta">How many times as much recall counts as precision; above 0.</param>
/// <param name="threshold">A class is predicted where its prediction is greater, above 0 and at most 1; null to predict
/// the class of the largest.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> or <paramref name="threshold"/> is out of
/// range.</exception>
public sealed class FBetaScore(Choice<Averaging> average = default, double beta = 1, double? threshold = null)
    : FScore(average, beta, threshold)
{
    /// <inheritdoc/>
    protected override string DefaultName => "fbeta_score";
}
