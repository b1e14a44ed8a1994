using Valence.Text;

namespace Valence.Classification;

/// <summary>How a classifier does on texts with labels.</summary>
/// <param name="Matrix">Which classes were taken for which.</param>
/// <param name="Report">Precision, recall and F1 by class, as scikit-learn lays them out.</param>
/// <param name="Intervals">The same figures and more with 95 % intervals, each with the method that made it.</param>
/// <param name="Unread">Rows of texts that held nothing to read; the network's answer to padding alone counts for them,
/// so that none is left out.</param>
public sealed record EvaluationResult(ConfusionMatrix Matrix, ClassificationReport Report, IntervalReport Intervals,
    IReadOnlyList<int> Unread)
{
    private const int TextsAtOnce = 512;

    /// <summary>Rows of texts that the classifier was trained with, or whose figures chose its best epoch; scores on
    /// them promise too much. Null where the classifier does not know.</summary>
    /// <remarks>A text is recognised as it stands, but for white space around it. A classifier trained with more than
    /// 65,536 texts recognises as many of them.</remarks>
    public IReadOnlyList<int>? TrainedOn { get; init; }

    /// <summary>Asks the classifier for every text and compares.</summary>
    /// <param name="classifier">What is judged.</param>
    /// <param name="texts">At least one text; each has a label that the classifier knows.</param>
    /// <param name="cancellation">Stops between some hundred texts and the next.</param>
    /// <exception cref="DataException">There are no texts, or a label is missing or unknown.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static EvaluationResult Of(TextClassifier classifier, IReadOnlyList<LabelledText> texts,
        CancellationToken cancellation = default) => Of(classifier, texts, "row", cancellation);

    /// <summary>The same, where the numbers of rows count something else.</summary>
    internal static EvaluationResult Of(TextClassifier classifier, IReadOnlyList<LabelledText> texts, string counted,
        CancellationToken cancellation)
    {
        if (texts.Count == 0) throw new DataException("Expected texts to evaluate on, found none.");
        var labels = classifier.Labels;
        if (texts.FirstOrDefault(row => row.Label is { } label && !labels.Contains(label))
            is { Label: { } unknown } first)
            throw labels.Unknown(unknown, first.Row, texts.Count(row => row.Label == unknown), counted);
        var truth = texts.Select(row => labels.IndexOf(row.Label ?? throw new DataException(
            $"{DataException.Beginning(counted)} {row.Row} has no label. Give every text one."), row.Row)).ToArray();
        var answers = new List<Prediction>(texts.Count);
        var unread = new List<int>();
        foreach (var some in texts.Chunk(TextsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var ids = classifier.Preprocessing.Encode(some.Select(row => row.Text));
            answers.AddRange(classifier.Answers(ids));
            unread.AddRange(some.Where((_, row) => !TextClassifier.IsReadable(ids, row)).Select(row => row.Row));
        }
        var predicted = answers.Select(answer => labels.IndexOf(answer.Label!, 0)).ToArray();
        var matrix = ConfusionMatrix.Of(truth, predicted, labels.Names);
        var report = new ClassificationReport(matrix);
        var intervals = report.WithIntervals();
        if (labels.Count == 2 && truth.Distinct().Count() == 2)
            intervals = intervals.WithRanking<float>(
                truth, answers.Select(answer => answer.Probabilities[1]).ToArray());
        return new(matrix, report, intervals, unread)
        {
            TrainedOn = classifier.TrainedTexts is { } trained
            ? [.. texts.Where(row => trained.Contains(row.Text)).Select(row => row.Row)] : null
        };
    }
}
