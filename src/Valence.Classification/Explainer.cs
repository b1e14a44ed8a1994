namespace Valence.Classification;

/// <summary>Explains the answers of a classifier.</summary>
internal static class Explainer
{
    // Each word costs an answer to the text without it: so many at most, and so many letters in all of them.
    private const int MostWords = 1000, MostLetters = 20_000_000, TextsAtOnce = 64;

    public static Explanation Explain(TextClassifier classifier, string text, string? label = null)
    {
        var answer = classifier.Predict(text);
        if (!answer.IsReadable) return new(answer, null, 0, 0, []);
        var about = About.Of(classifier, answer, label);
        var words = classifier.Encoder.Spans(text);
        return (classifier.Encoder is NGramEncoder encoder && IsSum(classifier)
            ? Sum(classifier, encoder, text, answer, about, words)
            : Without(classifier, text, answer, about, words)) with
        { Label = about.Name(classifier) };
    }

    /// <summary>Whether the score is a sum of what each word brings, and costs no further answers.</summary>
    public static bool IsSum(TextClassifier classifier) =>
        // A network that somebody else put in its place has other weights, or other things to do with them.
        classifier.Encoder is NGramEncoder && classifier.Tie == PreparationTie.Training
            && classifier.Recipe == Recipes.Linear.Name;

    /// <summary>What is explained: a class against the next, a label by itself, or a number.</summary>
    /// <param name="Best">The output.</param>
    /// <param name="Next">That of the next class; null of others.</param>
    private sealed record About(int Best, int? Next)
    {
        public static About Of(TextClassifier classifier, Prediction answer, string? label)
        {
            var probabilities = answer.Probabilities;
            if (classifier.Task is OneNumber && label is null) return new(0, null);
            if (classifier.Task is not (OneClass or SeveralLabels))
                throw new InvalidOperationException($"Expected {(label is null ? "" : "no label, or ")}a classifier "
                    + "of classes, labels or a number of Valence's own, this one answers with "
                    + $"{classifier.Task.Description}.");
            if (label is not null && !classifier.Labels.Contains(label))
                throw new ArgumentException($"Expected one of the classifier's labels "
                    + $"({string.Join(", ", classifier.Labels.Names)}), received '{label}'.", nameof(label));
            var best = 0;
            if ((label ?? answer.Label) is { } name) best = classifier.Labels.IndexOf(name, 0);
            else for (var k = 1; k < probabilities.Count; k++) if (probabilities[k] > probabilities[best]) best = k;
            if (classifier.Task is SeveralLabels) return new(best, null);
            var next = best == 0 ? 1 : 0;
            for (var k = 0; k < probabilities.Count; k++)
                if (k != best && probabilities[k] > probabilities[next]) next = k;
            return new(best, next);
        }

        public string? Name(TextClassifier classifier) =>
            classifier.Labels.Count == 0 ? null : classifier.Labels.Names[Best];

        public string? NameOfNext(TextClassifier classifier) => Next is { } next ? classifier.Labels.Names[next] : null;

        public double Score(Prediction answer)
        {
            if (answer.Value is { } value) return value;
            double p = answer.Probabilities[Best];
            return Math.Log(Math.Max(1e-30, p) / Math.Max(1e-30, Next is { } next ? answer.Probabilities[next]
                : 1 - p));
        }
    }

    // Each feature's weight is shared by the places where it stands, and there by the words that it covers.
    private static Explanation Sum(TextClassifier classifier, NGramEncoder encoder, string text, Prediction answer,
        About about, List<(int Start, int End)> words)
    {
        var (tables, norms, kernel, bias) = LinearNetwork.Read(classifier.Model);
        var width = bias.Length;
        // What a step of each score before the last layer means for the answer against the next class.
        var steps = new double[width];
        double ground;
        if (about.Next is { } next && width > 1)
        {
            for (var k = 0; k < width; k++)
                steps[k] = kernel[k * width + about.Best] - (double)kernel[k * width + next];
            ground = bias[about.Best] - (double)bias[next];
        }
        else
        {
            // The one output of two classes is the second's.
            var output = about.Next is null ? about.Best : 0;
            var sign = about is { Next: not null, Best: 0 } ? -1 : 1;
            for (var k = 0; k < width; k++) steps[k] = sign * kernel[k * width + output];
            ground = sign * bias[output];
        }
        var pieces = encoder.Pieces(text);
        var places = pieces.CountBy(piece => piece.Id).ToDictionary();
        var counts = encoder.IdsOf(text).CountBy(id => id).ToDictionary();
        var lengths = new double[2];
        foreach (var (id, count) in counts)
        {
            var (kind, row) = Place(id);
            lengths[kind] += norms[kind] is { } of ? (double)count * of[row] : count;
        }
        var contributions = new double[words.Count];
        var first = 0;
        foreach (var piece in pieces)
        {
            var contribution = 0.0;
            var (kind, row) = Place(piece.Id);
            for (var k = 0; k < width; k++) contribution += steps[k] * tables[kind]![row * width + k];
            contribution *= counts[piece.Id] / Math.Sqrt(Math.Max(1, lengths[kind])) / places[piece.Id];
            while (words[first].End <= piece.Start && first < words.Count - 1) first++;
            while (first > 0 && words[first - 1].End > piece.Start) first--;
            var last = first;
            while (last + 1 < words.Count && words[last + 1].Start < piece.End) last++;
            for (var word = first; word <= last; word++)
                contributions[word] += contribution / (last - first + 1);
        }
        var explained = words.Select((word, i) => Word(text, word, contributions[i])).ToArray();
        return new(answer, about.NameOfNext(classifier), ground + contributions.Sum(), ground, explained);

        // Letters may have tables of their own, whose first row pads.
        (int Kind, int Row) Place(int id) => tables[1] is null || id <= encoder.Words.Count ? (0, id)
            : (1, id - encoder.Words.Count);
    }

    private static Explanation Without(TextClassifier classifier, string text, Prediction answer, About about,
        List<(int Start, int End)> words)
    {
        words = [.. words.Take(Math.Clamp(MostLetters / Math.Max(1, text.Length), 1, MostWords))];
        var score = about.Score(answer);
        var explained = new List<ExplainedWord>(words.Count);
        foreach (var some in words.Chunk(TextsAtOnce))
        {
            var answers = classifier.Answers(ReadTexts.Of(classifier, [.. some.Select(word =>
                text.Remove(word.Start, word.End - word.Start))]));
            explained.AddRange(some.Select((word, i) => Word(text, word, score - about.Score(answers[i]))));
        }
        var ground = about.Score(classifier.Answers(ReadTexts.Of(classifier, [""]))[0]);
        return new(answer, about.NameOfNext(classifier), score, ground, explained);
    }

    private static ExplainedWord Word(string text, (int Start, int End) span, double contribution) =>
        new(text[span.Start..span.End], span.Start, contribution);
}
