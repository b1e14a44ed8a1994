using Valence.Classification;

namespace Valence.Samples;

/// <summary>What a caller gets; without a label where the text held nothing to read or the classifier is unsure. The
/// last four tell how far it can be trusted.</summary>
internal sealed record Answered(string? Label, float Probability, IReadOnlyDictionary<string, float> Probabilities,
    bool IsAbstained, bool? IsUnlikeTraining, double? UnseenWords, double ShareRead)
{
    public static Answered Of(Prediction prediction) => new(prediction.Label, prediction.Probability,
        prediction.ByLabel, prediction.IsAbstained, prediction.IsUnlikeTraining, prediction.UnseenWords,
        prediction.ShareRead);
}
