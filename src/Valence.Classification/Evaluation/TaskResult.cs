using System.Runtime.InteropServices;
using Valence.Text;

namespace Valence.Classification;

/// <summary>How a classifier of any task does on texts with labels; of one class <see cref="EvaluationResult"/> tells
/// more.</summary>
/// <param name="Evaluation">The task's measures: a <see cref="SeveralLabelsReport"/> of several labels, a
/// <see cref="NumberReport"/> of numbers.</param>
/// <param name="Rows">How many texts there are.</param>
/// <param name="Unread">Rows of texts that held nothing to read; the network's answer to padding alone counts for them,
/// so that none is left out.</param>
public sealed record TaskResult(TaskEvaluation Evaluation, int Rows, IReadOnlyList<int> Unread)
{
    /// <summary>Rows of texts that the classifier was trained with, as
    /// <see cref="EvaluationResult.TrainedOn"/>.</summary>
    public IReadOnlyList<int>? TrainedOn { get; init; }

    /// <summary>The measures of the rows that the classifier was not trained with; null where these are all or
    /// none.</summary>
    public TaskEvaluation? Unseen { get; init; }

    /// <summary>What the numbers of rows count.</summary>
    internal string Counted { get; private init; } = "row";

    /// <summary>Asks the classifier for every text and compares.</summary>
    /// <param name="classifier">What is judged.</param>
    /// <param name="texts">At least one text; each has a label that the task knows.</param>
    /// <param name="cancellation">Stops between some hundred texts and the next.</param>
    /// <exception cref="DataException">There are no texts, or a label is missing or unknown.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static TaskResult Of(TextClassifier classifier, IEnumerable<LabelledText> texts,
        CancellationToken cancellation = default) => Of(classifier, texts, "row", cancellation);

    /// <summary>The same, where the numbers of rows count something else.</summary>
    internal static TaskResult Of(TextClassifier classifier, IEnumerable<LabelledText> texts, string counted,
        CancellationToken cancellation, EvaluatedRows.Row? beside = null, float[]? given = null)
    {
        var (all, outputs) = (new List<LabelledText>(), new List<float>());
        var (unseen, outputsOfUnseen) = (new List<LabelledText>(), new List<float>());
        var (rows, unread, trainedOn) = EvaluatedRows.Of(classifier, texts, counted, (row, output, isTrainedOn) =>
        {
            all.Add(row with { Text = "" });
            outputs.AddRange(output);
            beside?.Invoke(row, output, isTrainedOn);
            if (isTrainedOn) return;
            unseen.Add(all[^1]);
            outputsOfUnseen.AddRange(output);
        }, cancellation, given);
        return new(classifier.Task.Evaluate(all, CollectionsMarshal.AsSpan(outputs)), all.Count, rows.Of(unread))
        {
            Counted = rows.Counted,
            TrainedOn = classifier.Training.Texts is null ? null : rows.Of(trainedOn),
            Unseen = unseen.Count == 0 || unseen.Count == all.Count ? null
                : classifier.Task.Evaluate(unseen, CollectionsMarshal.AsSpan(outputsOfUnseen)),
        };
    }
}
