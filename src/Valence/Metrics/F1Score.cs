namespace Valence.Metrics;

/// <summary>The harmonic mean of precision and recall.</summary>
/// <inheritdoc cref="FScore" path="/remarks"/>
/// <param name="average">How the classes' scores become one.</param>
/// <param name="threshold">A class is predicted where its prediction is greater, above 0 and at most 1; null to predict
/// the class of the largest.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is out of range.</exception>
public sealed class F1Score(Choice<Averaging> average = default, double? threshold = null)
    : FScore(average, 1, threshold)
{
    /// <inheritdoc/>
    protected override string DefaultName => "f1_score";
}
