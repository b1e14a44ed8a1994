namespace Valence.Metrics;

/// <summary>Running counts of right and wrong predictions, and what a metric makes of them.</summary>
internal sealed class ConfusionState(
    ConfusionCounts counts, ConfusionOptions options, Func<ConfusionCounts, Tensor> result) : MetricState
{
    internal override double[]? Numbers
    {
        get => counts.Numbers;
        set => counts.Numbers = value!;
    }

    public override void Reset() => counts.Reset();

    public override void Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null) =>
        counts.Update(Require.NotNull(yTrue), Require.NotNull(yPred), sampleWeight, options);

    public override Tensor Result() => result(counts);
}
