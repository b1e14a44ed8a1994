using System.Globalization;
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

    /// <summary>These options for so many outputs, in lists of their own.</summary>
    /// <exception cref="ArgumentException">A list has another length, or a loss weight is not finite.</exception>
    /// <exception cref="ArgumentNullException">A metric is null.</exception>
    internal CompileOptions For(int outputs)
    {
        CheckCount(LossWeights?.Count, "loss weights");
        foreach (var weight in LossWeights ?? [])
            if (!double.IsFinite(weight))
                throw new ArgumentOutOfRangeException(nameof(LossWeights), weight,
                    string.Create(CultureInfo.InvariantCulture, $"Expected finite loss weights, received {weight}."));
        CheckCount(Metrics?.Count, "lists of metrics");
        CheckCount(WeightedMetrics?.Count, "lists of weighted metrics");
        return this with
        {
            LossWeights = LossWeights is null ? null : [.. LossWeights],
            Metrics = Copied(Metrics, "metrics"),
            WeightedMetrics = Copied(WeightedMetrics, "weightedMetrics"),
        };

        void CheckCount(int? count, string what)
        {
            if (count is { } given && given != outputs)
                throw new ArgumentException($"Expected {outputs} {what}, one an output; received {given}.");
        }

        static IReadOnlyList<IReadOnlyList<Metric>>? Copied(IReadOnlyList<IReadOnlyList<Metric>>? lists,
            string name) => lists is null ? null : [.. lists.Select(list => list is null || list.Contains(null!)
                ? throw new ArgumentNullException(name) : (IReadOnlyList<Metric>)[.. list])];
    }
}
