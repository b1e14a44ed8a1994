using Valence.Text;

namespace Valence.Classification;

/// <summary>Texts with labels that a classifier was asked for, some hundred at a time.</summary>
/// <param name="Rows">Their numbers.</param>
/// <param name="Unread">Positions of texts with nothing to read.</param>
/// <param name="TrainedOn">Positions of texts that the classifier was trained with.</param>
internal sealed record EvaluatedRows(RowNumbers Rows, List<int> Unread, List<int> TrainedOn)
{
    private const int TextsAtOnce = 512;

    /// <summary>Takes a text, the network's output to it, and whether the classifier was trained with it.</summary>
    public delegate void Row(LabelledText text, ReadOnlySpan<float> output, bool isTrainedOn);

    /// <summary>Asks for every text.</summary>
    /// <param name="classifier">What is asked.</param>
    /// <param name="texts">The texts, read once.</param>
    /// <param name="counted">What their numbers count.</param>
    /// <param name="take">Takes each.</param>
    /// <param name="cancellation">Stops between some hundred texts and the next.</param>
    /// <param name="given">Outputs of models that did not learn from the texts, in the place of the classifier's; null
    /// for these.</param>
    /// <exception cref="DataException">There are no texts, or a label is missing or unknown.</exception>
    public static EvaluatedRows Of(TextClassifier classifier, IEnumerable<LabelledText> texts, string counted, Row take,
        CancellationToken cancellation, float[]? given = null)
    {
        var task = classifier.Task;
        var found = new EvaluatedRows(new(counted), [], []);
        var rows = found.Rows;
        using var next = texts.GetEnumerator();
        using var held = classifier.Model.HoldWeights();
        var some = new List<LabelledText>(TextsAtOnce);
        while (next.MoveNext())
        {
            var row = next.Current;
            rows.Add(row.Row);
            if (task is OneClass && row.Label is { } label && !task.Labels.Contains(label)) throw Unknown(label);
            task.RequireKnown(row with { Row = rows.Last }, rows.Counted);
            some.Add(row);
            if (some.Count == TextsAtOnce) Count();
        }
        if (rows.Count == 0) throw new DataException("Expected texts to evaluate on, found none.");
        Count();
        return found;

        void Count()
        {
            cancellation.ThrowIfCancellationRequested();
            if (some.Count == 0) return;
            var read = given is not null ? null
                : ReadTexts.Of(classifier, [.. some.Select(row => row.Text)], cancellation);
            var first = rows.Count - some.Count;
            var outputs = read?.Outputs ?? given![(first * task.Outputs)..((first + some.Count) * task.Outputs)];
            for (var i = 0; i < some.Count; i++)
            {
                var isTrainedOn = given is null && classifier.Training.Texts?.Contains(some[i].Text) == true;
                take(some[i], outputs.AsSpan(i * task.Outputs, task.Outputs), isTrainedOn);
                if (!(read?.IsReadable[i] ?? HasWords(some[i].Text))) found.Unread.Add(first + i);
                if (isTrainedOn) found.TrainedOn.Add(first + i);
            }
            some.Clear();
        }

        bool HasWords(string text) => !classifier.Encoder.IsEmpty(classifier.Encoder.IdsOf(text));

        // Whoever is told of the first alone corrects and tries again once for each.
        DataException Unknown(string label)
        {
            var (first, count) = (rows.Last, 1);
            while (next.MoveNext()) if (next.Current.Label == label) count++;
            return task.Labels.Unknown(label, first, count, rows.Counted);
        }
    }
}
