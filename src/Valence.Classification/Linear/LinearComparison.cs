using System.Globalization;

namespace Valence.Classification;

/// <summary>What an earlier model is worth to a linear one, by texts that each was not learned from.</summary>
/// <param name="Fresh">The scores of these texts by models that know nothing of it, those held out first.</param>
/// <param name="FreshLoss">Their mean loss.</param>
/// <param name="Loss">That about the earlier weights.</param>
/// <param name="Scale">How far these are believed.</param>
internal sealed record LinearComparison(float[] Fresh, double FreshLoss, double Loss, double Scale)
{
    /// <summary>The sentence for whoever trains.</summary>
    public string Sentence(int texts) => string.Create(CultureInfo.InvariantCulture, $"On {texts} texts, each by a "
        + $"model that had not learned from it: loss {Loss:F3} about {Scale:0.##} times the earlier weights, "
        + $"{FreshLoss:F3} "
        + $"without them.");
}
