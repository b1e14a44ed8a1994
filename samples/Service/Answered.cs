namespace Valence.Samples;

/// <summary>What a caller gets; without a label where the text held nothing to read.</summary>
internal sealed record Answered(string? Label, float Probability, IReadOnlyDictionary<string, float> Probabilities)
{
    public static Answered Of(Prediction prediction) =>
        new(prediction.Label, prediction.Probability, prediction.ByLabel);
}
