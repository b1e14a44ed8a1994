using Valence.Text;

namespace Valence.Classification;

/// <summary>What a report of a training is made from.</summary>
/// <param name="Classifier">What was trained.</param>
/// <param name="Texts">The texts that were given to learn from.</param>
/// <param name="Learned">Those that chose nothing.</param>
/// <param name="HeldOut">Those that chose.</param>
/// <param name="Test">Texts that played no part; none where none were given.</param>
/// <param name="Settings">How it was trained.</param>
internal sealed record TrainingFacts(TextClassifier Classifier, IReadOnlyList<LabelledText> Texts,
    IReadOnlyList<LabelledText> Learned, IReadOnlyList<LabelledText> HeldOut, IReadOnlyList<LabelledText> Test,
    TrainingSettings Settings)
{
    /// <summary>The texts that judge.</summary>
    public IReadOnlyList<LabelledText> Judging => Test.Count > 0 ? Test : HeldOut;

    /// <summary>What they are, in words.</summary>
    public string JudgingName => Test.Count > 0 ? "texts of the test" : "held-out texts";

    /// <summary>Whether a linear model, or a last layer, was fitted exactly, which learns from held-out texts at the
    /// end.</summary>
    public bool IsLinear => Classifier.Recipe == Recipes.Linear.Name || Classifier.Recipe == Recipes.EmbeddingsName;
}
