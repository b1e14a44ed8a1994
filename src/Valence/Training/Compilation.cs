using System.Globalization;
using Valence.Losses;
using Valence.Optimizers;

namespace Valence.Training;

/// <summary>What a model was compiled with.</summary>
internal sealed record Compilation
{
    /// <exception cref="ArgumentException">A list of the options is not as long as that of the losses, or a loss weight
    /// is not finite.</exception>
    public Compilation(Optimizer optimizer, IReadOnlyList<Loss> losses, CompileOptions options)
    {
        (Optimizer, Losses, Options) = (optimizer, losses, options);
        CheckCount(options.LossWeights?.Count, "loss weights");
        foreach (var weight in options.LossWeights ?? [])
            if (!double.IsFinite(weight))
                throw new ArgumentOutOfRangeException(nameof(options.LossWeights), weight,
                    string.Create(CultureInfo.InvariantCulture, $"Expected finite loss weights, received {weight}."));
        CheckCount(options.Metrics?.Count, "lists of metrics");
        CheckCount(options.WeightedMetrics?.Count, "lists of weighted metrics");
    }

    public Optimizer Optimizer { get; }

    public IReadOnlyList<Loss> Losses { get; }

    public CompileOptions Options { get; }

    private void CheckCount(int? count, string what)
    {
        if (count is { } given && given != Losses.Count)
            throw new ArgumentException($"Expected {Losses.Count} {what}, one an output; received {given}.");
    }
}
