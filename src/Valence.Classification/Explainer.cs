namespace Valence.Classification;

/// <summary>Explains the answers of a classifier.</summary>
internal static class Explainer
{
    public static Explanation Explain(TextClassifier classifier, string text)
    {
        var answer = classifier.Predict(text);
        if (answer.Label is null) return new(answer, null, 0, 0, []);
        var (best, next) = Classes(classifier, answer);
        var words = Spans(classifier.Encoder, text);
        // A network that somebody else put in its place has other weights, or other things to do with them.
        return classifier.Encoder is NGramEncoder encoder && classifier.Tie == PreparationTie.Training
            && classifier.Recipe == Recipes.Linear.Name
            ? Sum(classifier, encoder, text, answer, best, next, words)
            : Without(classifier, text, answer, best, next, words);
    }

    private static (int Best, int Next) Classes(TextClassifier classifier, Prediction answer)
    {
        var best = 0;
        while (classifier.Labels.Names[best] != answer.Label) best++;
        var next = best == 0 ? 1 : 0;
        for (var k = 0; k < answer.Probabilities.Count; k++)
            if (k != best && answer.Probabilities[k] > answer.Probabilities[next]) next = k;
        return (best, next);
    }

    private static List<(int Start, int End)> Spans(TextEncoder encoder, string text)
    {
        var spans = new List<(int, int)>();
        if (encoder is NGramEncoder)
        {
            var scanner = new WordScanner(text);
            while (scanner.Next()) spans.Add((scanner.Start, scanner.End));
            return spans;
        }
        foreach (var piece in encoder.Pieces(text))
            if (piece.End > piece.Start) spans.Add((piece.Start, piece.End));
        return spans;
    }

    // Each feature's weight is shared by the places where it stands, and there by the words that it covers.
    private static Explanation Sum(TextClassifier classifier, NGramEncoder encoder, string text, Prediction answer,
        int best, int next, List<(int Start, int End)> words)
    {
        var weights = classifier.Model.GetWeights();
        ReadOnlySpan<float> table = weights[0].Floats, kernel = weights[1].Floats, bias = weights[2].Floats;
        var width = bias.Length;
        // What a step of each score before the last layer means for the answer against the next class.
        var steps = new double[width];
        var ground = 0.0;
        for (var k = 0; k < width; k++)
        {
            if (width == 1) (steps[0], ground) = best == 1 ? (kernel[0], bias[0]) : (-kernel[0], -bias[0]);
            else steps[k] = kernel[k * width + best] - (double)kernel[k * width + next];
        }
        if (width > 1) ground = bias[best] - (double)bias[next];
        var pieces = encoder.Pieces(text);
        var places = pieces.CountBy(piece => piece.Id).ToDictionary();
        var scale = 1 / Math.Sqrt(Math.Max(1, places.Count));
        var contributions = new double[words.Count];
        var first = 0;
        foreach (var piece in pieces)
        {
            var contribution = 0.0;
            for (var k = 0; k < width; k++) contribution += steps[k] * table[piece.Id * width + k];
            while (words[first].End <= piece.Start && first < words.Count - 1) first++;
            while (first > 0 && words[first - 1].End > piece.Start) first--;
            var last = first;
            while (last + 1 < words.Count && words[last + 1].Start < piece.End) last++;
            for (var word = first; word <= last; word++)
                contributions[word] += scale * contribution / places[piece.Id] / (last - first + 1);
        }
        var explained = words.Select((word, i) => Word(text, word, contributions[i])).ToArray();
        return new(answer, classifier.Labels.Names[next], ground + contributions.Sum(), ground, explained);
    }

    private static Explanation Without(TextClassifier classifier, string text, Prediction answer, int best, int next,
        List<(int Start, int End)> words)
    {
        string[] texts = [.. words.Select(word => text.Remove(word.Start, word.End - word.Start)), ""];
        var answers = classifier.Answers(classifier.Encoder.Encode(texts));
        var (score, ground) = (Score(answer, best, next), Score(answers[^1], best, next));
        return new(answer, classifier.Labels.Names[next], score, ground,
            [.. words.Select((word, i) => Word(text, word, score - Score(answers[i], best, next)))]);
    }

    private static double Score(Prediction answer, int best, int next) =>
        Math.Log(Math.Max(1e-30, answer.Probabilities[best]) / Math.Max(1e-30, answer.Probabilities[next]));

    private static ExplainedWord Word(string text, (int Start, int End) span, double contribution) =>
        new(text[span.Start..span.End], span.Start, contribution);
}
