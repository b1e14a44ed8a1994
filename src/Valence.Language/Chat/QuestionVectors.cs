using Valence.Classification;
using Valence.Layers;
using Valence.Models;
using Valence.Text;

namespace Valence.Language;

/// <summary>The questions of a chatbot by what its classifier's last layer reads of them: with
/// <see cref="Recipes.Embeddings"/> the vectors of a sentence encoder.</summary>
internal sealed class QuestionVectors
{
    private const int QuestionsAtOnce = 32;

    private readonly TextClassifier _classifier;
    private readonly Functional _features;
    private readonly LabelledText[] _questions;
    private readonly NearestVectors _vectors;

    private QuestionVectors(TextClassifier classifier, Functional features, LabelledText[] questions)
    {
        (_classifier, _features, _questions) = (classifier, features, questions);
        _vectors = new(Vectors([.. questions.Select(row => row.Text)]), features.Backend);
    }

    /// <summary>The vectors of all questions; null where the network's last layer reads no vector.</summary>
    public static QuestionVectors? Of(TextClassifier classifier, Intents intents) =>
        classifier.Model is Functional { InputTensors.Count: 1, OutputTensors.Count: 1 } graph
            && graph.Layers.OfType<Dense>().LastOrDefault(layer => layer.Output == graph.Output) is { } last
            && last.Input.Shape.Rank == 2
            ? new(classifier, new(graph.Input, last.Input) { Seed = graph.Seed, Backend = graph.Backend },
                intents.Questions) : null;

    /// <summary>The nearest questions, the nearest first.</summary>
    public IReadOnlyList<NearQuestion> Nearest(string question, int count) =>
        [.. _vectors.Find(Vectors([question]), count)[0].Select(near => new NearQuestion(_questions[near.Row].Text,
            _questions[near.Row].Label!, near.Similarity))];

    private Tensor Vectors(IReadOnlyList<string> texts) =>
        _features.Predict(_classifier.Encoder.Encode(texts), QuestionsAtOnce);
}
