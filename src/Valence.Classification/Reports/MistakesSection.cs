using Valence.Text;

namespace Valence.Classification;

/// <summary>The wrong answers of which the model was surest.</summary>
internal sealed class MistakesSection : IReportSection
{
    private const int LettersShown = 1000;
    // A word counts as marked from this part of the strongest one's contribution on.
    private const double Telling = 0.2;

    /// <inheritdoc/>
    public string Title => "The most confident mistakes";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.Measure is null)
        {
            yield return new ReportSentence("Left out: what is wrong is known to a task of one's own alone.");
            yield break;
        }
        if (rows.Wrong.Count == 0)
        {
            yield return new ReportSentence("There is none: every row is right.");
            yield break;
        }
        var isSum = Explainer.IsSum(rows.Classifier);
        yield return new ReportSentence(rows.Classifier.Task is OneNumber
            ? "The rows whose answers are farthest off. Often the label is what is wrong: look at both."
            : "Often the label is what is wrong: look at both.");
        yield return new ReportSentence(!isSum
            ? "No words are marked: a network has to be asked again without each of them, as "
                + "'valence predict --explain' does."
            : rows.Classifier.Task is OneNumber
                ? "Marked with + are words that raise the number, with − those that lower it."
                : "Marked with + are words that speak for the class or label that is taken wrongly or missed, with − "
                    + "those that speak against it.");
        foreach (var wrong in rows.Wrong) yield return Shown(rows, wrong, isSum);
    }

    private static ReportMistake Shown(ReportedRows rows, WrongRow wrong, bool isSum)
    {
        var text = wrong.Text;
        var end = text.Length <= LettersShown ? text.Length
            : char.IsHighSurrogate(text[LettersShown - 1]) ? LettersShown - 1 : LettersShown;
        var words = isSum ? Marked(rows.Classifier, wrong).Where(word => word.Start + word.Word.Length <= end) : [];
        var parts = new List<(string, int)>();
        var at = 0;
        foreach (var word in words)
        {
            if (word.Start > at) parts.Add((text[at..word.Start], 0));
            parts.Add((word.Word, Math.Sign(word.Contribution)));
            at = word.Start + word.Word.Length;
        }
        if (end > at) parts.Add((text[at..end], 0));
        var isNumber = rows.Classifier.Task is OneNumber;
        return new((DataException.Beginning(rows.Counted), rows.NumberOf(wrong.Position)),
            [("labelled", ReportCell.Name(wrong.Actual)), ("answered", ReportCell.Name(wrong.Answer)),
            (isNumber ? "off by" : wrong.Label == wrong.Answer ? "probability" : "sure of the mistake with",
                ReportCell.Score(wrong.Confidence))], parts, text.Length - end);
    }

    private static IEnumerable<ExplainedWord> Marked(TextClassifier classifier, WrongRow wrong)
    {
        var explanation = wrong.Label is { } label ? classifier.Explain(wrong.Text, label)
            : classifier.Explain(wrong.Text);
        if (explanation.Words.Count == 0) return [];
        var strongest = explanation.Words.Max(word => Math.Abs(word.Contribution));
        return explanation.Words.Where(word => strongest > 0
            && Math.Abs(word.Contribution) >= Telling * strongest).OrderBy(word => word.Start);
    }
}
