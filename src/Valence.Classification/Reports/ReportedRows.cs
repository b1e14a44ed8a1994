using Valence.Text;

namespace Valence.Classification;

/// <summary>What a report is about: a classifier's answers beside the labels, a few numbers a row.</summary>
internal sealed class ReportedRows
{
    private const int MostWrong = 20;

    private readonly List<ReportedRow> _rows = [];
    private readonly List<string> _groups = [];
    private readonly RowNumbers _numbers;
    private readonly PriorityQueue<WrongRow, (double, int)> _wrong = new();

    private ReportedRows(TextClassifier classifier, string counted) =>
        (Classifier, _numbers) = (classifier, new(counted));

    /// <summary>What was asked.</summary>
    public TextClassifier Classifier { get; }

    /// <summary>The figures of one class of each text; null for other tasks.</summary>
    public EvaluationResult? Classes { get; private set; }

    /// <summary>The figures of other tasks; null for one class.</summary>
    public TaskResult? Other { get; private set; }

    /// <summary>Every row.</summary>
    public IReadOnlyList<ReportedRow> Rows => _rows;

    /// <summary>What the rows are grouped by; null where they are not.</summary>
    public string? GroupedBy { get; private init; }

    /// <summary>The names of the groups.</summary>
    public IReadOnlyList<string> Groups => _groups;

    /// <summary>The wrong rows of which the classifier was surest, the surest first.</summary>
    public IReadOnlyList<WrongRow> Wrong { get; private set; } = [];

    /// <summary><see cref="DataFingerprint"/> of the rows.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>What the numbers of rows count.</summary>
    public string Counted => _numbers.Counted;

    /// <summary>What <see cref="ReportedRow.Merit"/> is the mean of; null where a task of one's own has none.</summary>
    public string? Measure => Classifier.Task switch
    {
        OneClass => "accuracy",
        SeveralLabels => "subset accuracy",
        OneNumber => "mean absolute error",
        _ => null,
    };

    /// <summary>Whether merits are 0 and 1.</summary>
    public bool IsShare => Classifier.Task is OneClass or SeveralLabels;

    /// <summary>The number of the row at a position.</summary>
    public int NumberOf(int position) => _numbers.Of([position])[0];

    /// <summary>Asks for every text, once, or takes given outputs of models that did not learn from them, and the
    /// shares of unseen words that belong to these.</summary>
    public static ReportedRows Of(TextClassifier classifier, IEnumerable<LabelledText> texts, string counted,
        Func<LabelledText, string>? groupOf, string groupedBy, CancellationToken cancellation, float[]? given = null,
        IReadOnlyList<double?>? unseen = null)
    {
        var rows = new ReportedRows(classifier, counted) { GroupedBy = groupOf is null ? null : groupedBy };
        using var fingerprint = new DataFingerprint();
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        if (classifier.Task is OneClass)
            rows.Classes = EvaluationResult.Of(classifier, texts, counted, cancellation, Take, given);
        else rows.Other = TaskResult.Of(classifier, texts, counted, cancellation, Take, given);
        rows.Fingerprint = fingerprint.ToString();
        rows.Wrong = [.. rows._wrong.UnorderedItems.OrderByDescending(entry => entry.Priority)
            .Select(entry => entry.Element)];
        return rows;

        void Take(LabelledText row, ReadOnlySpan<float> output, bool isTrainedOn)
        {
            fingerprint.Add(row);
            rows._numbers.Add(row.Row);
            var group = -1;
            if (groupOf is not null && !groups.TryGetValue(groupOf(row), out group))
            {
                groups.Add(groupOf(row), group = groups.Count);
                rows._groups.Add(groupOf(row));
            }
            rows._rows.Add(rows.Judged(row, output) with
            {
                Group = group,
                Letters = row.Text.Length,
                UnseenWords = unseen is null ? classifier.Encoder.UnseenWords(row.Text) : unseen[rows._rows.Count],
            });
        }
    }

    private ReportedRow Judged(in LabelledText row, ReadOnlySpan<float> output)
    {
        var answer = Classifier.Task.Answer(output);
        switch (Classifier.Task)
        {
            case OneClass { Labels: var labels } one:
                var actual = labels.IndexOf(row.Label!, row.Row);
                var best = 0;
                for (var k = 1; k < answer.Probabilities.Count; k++)
                    if (answer.Probabilities[k] > answer.Probabilities[best]) best = k;
                var isRight = answer.Label == row.Label;
                if (!isRight) Remember(row, row.Label!, answer.Label!, answer.Probability, answer.Label);
                return new(actual, output[0], one.Calibration is null ? Confidence(output, best)
                    : answer.Probabilities[best], best == actual, isRight ? 1 : 0, 0, null, 0);
            case SeveralLabels { Labels: var labels }:
                string[] wrong = [.. answer.Labels.Except(row.Labels!), .. row.Labels!.Except(answer.Labels)];
                if (wrong.Length == 0) return new(-1, 0, 0, false, 1, 0, null, 0);
                var sure = wrong.Select(label => (Label: label, Confidence: answer.Labels.Contains(label)
                    ? answer.Probabilities[labels.IndexOf(label, 0)]
                    : 1 - answer.Probabilities[labels.IndexOf(label, 0)])).MaxBy(label => label.Confidence);
                Remember(row, Joined(row.Labels!), Joined(answer.Labels), sure.Confidence, sure.Label);
                return new(-1, 0, 0, false, 0, 0, null, 0);
            case OneNumber:
                var distance = Math.Abs(OneNumber.NumberOf(row, "row") - output[0]);
                if (distance > 0) Remember(row, row.Label!, answer.ToString(), distance, null);
                return new(-1, 0, 0, false, distance, 0, null, 0);
            default:
                return new(-1, 0, 0, false, double.NaN, 0, null, 0);
        }
    }

    // Of two classes in the precision of Calibration, which is given the one output.
    private static double Confidence(ReadOnlySpan<float> output, int best) =>
        output.Length > 1 ? output[best] : best == 1 ? output[0] : 1 - (double)output[0];

    private static string Joined(IReadOnlyList<string> labels) =>
        labels.Count == 0 ? "no label" : string.Join(", ", labels.Order(StringComparer.Ordinal));

    // Of equally sure ones, the first.
    private void Remember(in LabelledText row, string actual, string answer, double confidence, string? label)
    {
        var position = _numbers.Count - 1;
        _wrong.Enqueue(new(position, row.Text, actual, answer, confidence, label), (confidence, -position));
        if (_wrong.Count > MostWrong) _wrong.Dequeue();
    }
}
