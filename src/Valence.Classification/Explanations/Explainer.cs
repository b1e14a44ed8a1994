namespace Valence.Classification;

/// <summary>Explains the answers of a classifier.</summary>
internal static class Explainer
{
    public static Explanation Explain(TextClassifier classifier, string text, string? label = null)
    {
        var answer = classifier.Predict(text);
        if (!answer.IsReadable) return new(answer, null, 0, 0, []);
        var about = ExplainedScore.Of(classifier, answer, label);
        return (IsSum(classifier) ? LinearExplainer.Explain(classifier, text, answer, about)
            : new NetworkExplainer(classifier, text, about).Explain(answer)) with
        { Label = about.Name(classifier) };
    }

    /// <summary>Whether the score is a sum of what each word brings, and costs no further answers.</summary>
    public static bool IsSum(TextClassifier classifier) =>
        // A network that somebody else put in its place has other weights, or other things to do with them.
        classifier.Encoder is NGramEncoder && classifier.Tie == PreparationTie.Training
            && classifier.Recipe == Recipes.Linear.Name;
}
