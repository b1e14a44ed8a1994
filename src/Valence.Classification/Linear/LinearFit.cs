using Valence.Models;

namespace Valence.Classification;

/// <summary>A linear model that was fitted.</summary>
/// <param name="Encoder">Which features it has.</param>
/// <param name="Model">The network that learned from all texts, but for those that were given to validate on.</param>
/// <param name="Judging">The texts that judged, those held out first.</param>
/// <param name="Scores">The scores of these by models that did not learn from them.</param>
internal sealed record LinearFit(TextEncoder Encoder, Functional Model, int[] Judging, float[] Scores)
{
    /// <summary>The same of a model of half the texts; null where one recipe was asked for.</summary>
    public float[]? OfHalf { get; init; }

    /// <summary>How it does about the weights of an earlier model and without; null where there is none, or no texts
    /// judge.</summary>
    public LinearComparison? Beside { get; init; }

    /// <summary>Whether it knows nothing of an earlier model.</summary>
    public bool IsFresh { get; init; }
}
