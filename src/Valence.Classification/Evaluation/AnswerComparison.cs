using Valence.Text;

namespace Valence.Classification;

/// <summary>What two classifiers answer to the same texts: which answers changed, in which texts, and whether one has
/// more of the labels right.</summary>
public sealed class AnswerComparison
{
    // A list of words by chance alone is as long as this once in a hundred comparisons.
    private const double Chance = 0.01;

    private AnswerComparison(IReadOnlyList<LabelledText> texts, IReadOnlyList<Prediction> first,
        IReadOnlyList<Prediction> second)
    {
        Rows = texts.Count;
        Changed = [.. Enumerable.Range(0, Rows).Where(i => !AreAlike(first[i].Labels, second[i].Labels))
            .Select(i => new ChangedAnswer(texts[i], first[i], second[i]))];
        Words = Oftener(texts);
        bool[] right = [.. Right(texts, first)], others = [.. Right(texts, second)];
        (Labelled, FirstRight, SecondRight) = (right.Length, right.Count(is1 => is1), others.Count(is1 => is1));
        if (Labelled > 0)
            Test = McNemar.Of(right.Zip(others).Count(pair => pair is (false, true)),
                right.Zip(others).Count(pair => pair is (true, false)), Labelled);
    }

    /// <summary>How many texts there are.</summary>
    public int Rows { get; }

    /// <summary>The texts whose answers differ, in their order.</summary>
    public IReadOnlyList<ChangedAnswer> Changed { get; }

    /// <summary>Words that stand oftener in these than in the others, the least accidental first; none where chance may
    /// have brought them.</summary>
    public IReadOnlyList<ChangedWord> Words { get; }

    /// <summary>Texts with a label, or with a set of them.</summary>
    public int Labelled { get; }

    /// <summary>Those that the first has right.</summary>
    public int FirstRight { get; }

    /// <summary>Those that the second has right.</summary>
    public int SecondRight { get; }

    /// <summary>How likely a difference as large as that of <see cref="FirstRight"/> and <see cref="SecondRight"/> is
    /// where both are as good (McNemar's exact test); 1 where no text has a label.</summary>
    public double P => Test?.P ?? 1;

    /// <summary>How many more the second has right; null where no text has a label.</summary>
    internal McNemar? Test { get; }

    /// <summary>Asks both.</summary>
    /// <param name="first">A classifier of classes or labels.</param>
    /// <param name="second">Another one.</param>
    /// <param name="texts">Texts, with labels where these are known.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">A classifier answers with something else, or there are no texts.</exception>
    public static AnswerComparison Of(TextClassifier first, TextClassifier second, IReadOnlyList<LabelledText> texts,
        CancellationToken cancellation = default)
    {
        Require.NotNull(texts);
        foreach (var classifier in (TextClassifier[])[Require.NotNull(first), Require.NotNull(second)])
            if (classifier.Task is not (OneClass or SeveralLabels))
                throw new ArgumentException("Expected classifiers of classes or labels, received one that answers with "
                    + $"{classifier.Task.Description}.");
        if (texts.Count == 0) throw new ArgumentException("Expected texts to ask, received none.", nameof(texts));
        return Of(texts, first.Predict(texts.Texts(), cancellation), second.Predict(texts.Texts(), cancellation));
    }

    /// <summary>Of answers that are there.</summary>
    internal static AnswerComparison Of(IReadOnlyList<LabelledText> texts, IReadOnlyList<Prediction> first,
        IReadOnlyList<Prediction> second) => new(texts, first, second);

    private static bool AreAlike(IReadOnlyList<string> first, IReadOnlyList<string> second) =>
        first.Count == second.Count && first.ToHashSet(StringComparer.Ordinal).SetEquals(second);

    private static IEnumerable<bool> Right(IReadOnlyList<LabelledText> texts, IReadOnlyList<Prediction> answers)
    {
        for (var i = 0; i < texts.Count; i++)
            if (texts[i].Labels is { } labels) yield return AreAlike(labels, answers[i].Labels);
            else if (texts[i].Label is { } label) yield return AreAlike([label], answers[i].Labels);
    }

    private ChangedWord[] Oftener(IReadOnlyList<LabelledText> texts)
    {
        if (Changed.Count == 0 || Changed.Count == texts.Count) return [];
        var (of, all) = (Counts(Changed.Select(answer => answer.Text.Text)), Counts(texts.Select(row => row.Text)));
        var least = Math.Log(of.Count / Chance);
        return [.. of.Select(entry => (Word: new ChangedWord(entry.Key, entry.Value, all[entry.Key]),
                Surprise: Surprise.Of(entry.Value, (double)all[entry.Key] * Changed.Count / texts.Count)))
            .Where(entry => entry.Surprise > least).OrderByDescending(entry => entry.Surprise)
            .ThenBy(entry => entry.Word.Word, StringComparer.Ordinal).Select(entry => entry.Word)];

        static Dictionary<string, int> Counts(IEnumerable<string> texts)
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var text in texts)
                foreach (var word in WordScanner.Spans(text).Where(span => char.IsLetterOrDigit(text, span.Start))
                    .Select(span => text[span.Start..span.End].ToLowerInvariant()).Distinct())
                    counts[word] = counts.GetValueOrDefault(word) + 1;
            return counts;
        }
    }
}
