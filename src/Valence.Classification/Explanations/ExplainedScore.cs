namespace Valence.Classification;

/// <summary>What is explained: a class against the next, a label by itself, or a number.</summary>
/// <param name="Best">The output.</param>
/// <param name="Next">That of the next class; null of others.</param>
internal sealed record ExplainedScore(int Best, int? Next)
{
    /// <summary>What is explained of an answer.</summary>
    /// <param name="classifier">Whose answer it is.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="label">The class or label to explain; the answer when null.</param>
    public static ExplainedScore Of(TextClassifier classifier, Prediction answer, string? label)
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

    /// <summary>The name of what is explained; null of a number.</summary>
    public string? Name(TextClassifier classifier) =>
        classifier.Labels.Count == 0 ? null : classifier.Labels.Names[Best];

    /// <summary>The name of the next class; null of others.</summary>
    public string? NameOfNext(TextClassifier classifier) => Next is { } next ? classifier.Labels.Names[next] : null;

    /// <summary>How much an answer speaks for it, from a network's scores before the last function.</summary>
    public double In(ReadOnlySpan<float> scores) => Next is not { } next ? scores[Best]
        // The one output of two classes is the second's.
        : scores.Length == 1 ? Best == 1 ? scores[0] : -scores[0]
        : scores[Best] - (double)scores[next];
}
