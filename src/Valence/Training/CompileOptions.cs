using Valence.Metrics;

namespace Valence.Training;

/// <summary>What compiling a model with several outputs can be told beyond its losses; each list has one entry an
/// output.</summary>
public sealed record CompileOptions
{
    /// <summary>Factors on the outputs' losses in the total; all 1 when null.</summary>
    public IReadOnlyList<double>? LossWeights { get; init; }

    /// <summary>Metrics of each output; they ignore sample and class weights.</summary>
    public IReadOnlyList<IReadOnlyList<Metric>>? Metrics { get; init; }

    /// <summary>Metrics of each output that apply sample and class weights.</summary>
    public IReadOnlyList<IReadOnlyList<Metric>>? WeightedMetrics { get; init; }

    /// <summary>The user's own training step in place of forward pass and compiled loss; see
    /// <see cref="StepContext"/>.</summary>
    public Func<StepContext, Tensor>? Step { get; init; }
}
