using System.Runtime.InteropServices;
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
    /// <summary>Rows of texts that the classifier was trained with, or whose figures chose its best epoch; scores on
    /// them promise too much. Null where the classifier does not know.</summary>
    /// <remarks>A text is recognised as it stands, but for white space around it. A classifier trained with more than
    /// 65,536 texts recognises as many of them.</remarks>
    public IReadOnlyList<int>? TrainedOn { get; init; }

    /// <summary>The same of the rows that the classifier was not trained with; null where these are all or
    /// none.</summary>
    public EvaluationResult? Unseen { get; init; }

    /// <summary>What was answered, where the classifier gives no answer to some texts
    /// (<see cref="TextClassifier.WithHighestRisk"/>); null otherwise. All other figures count every text.</summary>
    public AnsweredRows? Answered { get; init; }

    /// <summary>What the numbers of rows count.</summary>
    internal string Counted { get; private init; } = "row";

    /// <summary>Asks the classifier for every text and compares.</summary>
    /// <param name="classifier">What is judged.</param>
    /// <param name="texts">At least one text; each has a label that the classifier knows. They are read once, some
    /// hundred at a time, and not kept.</param>
    /// <param name="cancellation">Stops between some hundred texts and the next.</param>
    /// <exception cref="DataException">There are no texts, or a label is missing or unknown.</exception>
    /// <exception cref="ArgumentException">The classifier's task is not that of one class.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static EvaluationResult Of(TextClassifier classifier, IEnumerable<LabelledText> texts,
        CancellationToken cancellation = default) => Of(classifier, texts, "row", cancellation);

    /// <summary>The same, where the numbers of rows count something else.</summary>
    /// <param name="classifier">What is judged.</param>
    /// <param name="texts">At least one text, read once.</param>
    /// <param name="counted">What the numbers of rows count.</param>
    /// <param name="cancellation">Stops between some hundred texts and the next.</param>
    /// <param name="beside">Takes every row too, where somebody wants to know more of them.</param>
    /// <param name="given">Outputs in the place of the classifier's, of models that did not learn from the texts; null
    /// for its own.</param>
    internal static EvaluationResult Of(TextClassifier classifier, IEnumerable<LabelledText> texts, string counted,
        CancellationToken cancellation, EvaluatedRows.Row? beside = null, float[]? given = null)
    {
        if (classifier.Task is not OneClass)
            throw new ArgumentException($"Expected a classifier of one class, this one answers with "
                + $"{classifier.Task.Description}: ask TaskResult.Of.", nameof(classifier));
        var labels = classifier.Labels;
        var (all, unseen) = (new Tally(labels), new Tally(labels));
        var answers = new List<(bool IsSure, bool IsRight, bool IsTrainedOn)>();
        var (rows, unread, trainedOn) = EvaluatedRows.Of(classifier, texts, counted, (row, output, isTrainedOn) =>
        {
            var actual = labels.IndexOf(row.Label!, 0);
            var answer = classifier.Task.Answer(output);
            var predicted = labels.IndexOf(answer.Label!, 0);
            all.Add(actual, predicted, output);
            if (!isTrainedOn) unseen.Add(actual, predicted, output);
            if (classifier.LeastConfidence is { } least)
                answers.Add((answer.Probability >= least, actual == predicted, isTrainedOn));
            beside?.Invoke(row, output, isTrainedOn);
        }, cancellation, given);
        foreach (var i in classifier.LeastConfidence is null ? [] : unread)
            answers[i] = answers[i] with { IsSure = false };
        var isMixed = trainedOn.Count > 0 && trainedOn.Count < rows.Count;
        return all.Result(rows.Of(unread), cancellation) with
        {
            Counted = rows.Counted,
            TrainedOn = classifier.Training.Texts is null ? null : rows.Of(trainedOn),
            Answered = Among(_ => true),
            Unseen = !isMixed ? null : unseen.Result(rows.Of(unread.Except(trainedOn)), cancellation) with
            {
                TrainedOn = [],
                Answered = Among(answer => !answer.IsTrainedOn),
            },
        };

        AnsweredRows? Among(Func<(bool IsSure, bool IsRight, bool IsTrainedOn), bool> isMeant) =>
            classifier.LeastConfidence is null ? null : new(answers.Count(isMeant),
                answers.Count(answer => isMeant(answer) && answer.IsSure),
                answers.Count(answer => isMeant(answer) && answer is { IsSure: true, IsRight: false }),
                answers.Count(answer => isMeant(answer) && !answer.IsRight));
    }

    // Answers beside labels, row after row.
    private sealed class Tally(LabelSet labels)
    {
        private readonly Dictionary<(int, int), long> _counts = [];
        private readonly List<int> _truth = [];
        private readonly List<float> _scores = [];

        public void Add(int actual, int predicted, ReadOnlySpan<float> output)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, (actual, predicted), out _)++;
            if (labels.Count != 2) return;
            _truth.Add(actual);
            _scores.Add(output[0]);
        }

        public EvaluationResult Result(IReadOnlyList<int> unread, CancellationToken cancellation)
        {
            var matrix = ConfusionMatrix.Of(labels.Names, _counts);
            var report = new ClassificationReport(matrix);
            var intervals = report.WithIntervals(cancellationToken: cancellation);
            if (labels.Count == 2 && matrix.Support(0) > 0 && matrix.Support(1) > 0)
                intervals = intervals.WithRanking<float>(CollectionsMarshal.AsSpan(_truth),
                    CollectionsMarshal.AsSpan(_scores));
            return new(matrix, report, intervals, unread);
        }
    }
}
