using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>How a training went, as a page for people: what <see cref="EvaluationReport"/> says, on texts that were
/// held out or on a test, and learning curves, what was tried, what fewer texts would have given, checks of the texts,
/// and what makes the same training again.</summary>
/// <remarks>The page is one file without scripts that asks nothing of any place, and texts of the data stand in it as
/// text whatever they contain. The same training gives the same bytes on one machine; a date is in it where
/// <c>SOURCE_DATE_EPOCH</c> names one.</remarks>
public sealed class TrainingReport : ReportPage
{
    private const string Title = "Training of a text classifier";

    private TrainingReport(TrainingFacts facts, ReportedRows rows, IReadOnlyList<FewerTexts> fewer,
        ReportContent content) : base(content) => (Facts, Rows, Fewer) = (facts, rows, fewer);

    /// <summary>What it is made from.</summary>
    internal TrainingFacts Facts { get; }

    /// <summary>The judging texts and their answers.</summary>
    internal ReportedRows Rows { get; }

    /// <summary>What parts of the texts would have given.</summary>
    internal IReadOnlyList<FewerTexts> Fewer { get; }

    /// <summary>Writes down how a training went.</summary>
    /// <param name="classifier">What <see cref="TextClassifier.Train"/> gave, as it is: one from a file, or with
    /// another threshold or network, remembers no training.</param>
    /// <param name="texts">The texts that it was given.</param>
    /// <param name="settings">The settings that it was given; their token stops the report too.</param>
    /// <param name="test">Texts that took no part in it, which judge then; the held-out ones when null or none, which
    /// chose the epoch and more, so that the figures promise a little too much.</param>
    /// <param name="costs">Of two classes, what a wrong answer to a text of a class costs, by the class's name, 0 or
    /// more; 1 for those that are not listed, and for both when null.</param>
    /// <exception cref="InvalidOperationException">The classifier remembers no training.</exception>
    /// <exception cref="ArgumentException">The training had another number of texts; a cost is negative or not finite,
    /// or there are costs and not two classes.</exception>
    /// <exception cref="DataException">No texts were held out, and there is no test; a label of the test is missing or
    /// unknown; there is no class of a cost's name.</exception>
    /// <exception cref="OperationCanceledException">The settings' token was cancelled.</exception>
    public static TrainingReport Of(TextClassifier classifier, IReadOnlyList<LabelledText> texts,
        TrainingSettings? settings = null, IReadOnlyList<LabelledText>? test = null,
        IReadOnlyDictionary<string, double>? costs = null)
    {
        settings ??= new();
        var answers = Require.NotNull(classifier).Training.HeldOutAnswers
            ?? throw new InvalidOperationException("Expected a classifier as its training gave it; this one is from a "
                + "file, or has another threshold or network, and remembers no training. EvaluationReport judges it by "
                + "texts.");
        var all = settings.ValidationData is { } given ? Require.NotNull(texts).Then(given) : Require.NotNull(texts);
        if (all.Count != answers.Count)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected the texts and "
                + $"settings of the training, which had {answers.Count} texts with those to validate on, received "
                + $"{all.Count}."), nameof(texts));
        var facts = new TrainingFacts(classifier, texts, all.Rows(answers.Training), all.Rows(answers.HeldOut),
            test ?? [], settings);
        if (facts.Judging.Count == 0 || facts.Test.Count == 0 && answers.Outputs.Length == 0)
            throw new DataException("No texts judge: too few were held out, or none, and there is no test. Hold more "
                + "out, or give a test.");
        var cost = CostSection.Of(classifier.Task, costs);
        var rows = facts.Test.Count > 0
            ? ReportedRows.Of(classifier, facts.Test, settings.Counted, null, "", settings.CancellationToken)
            : ReportedRows.Of(classifier, facts.HeldOut, settings.Counted, null, "", settings.CancellationToken,
                answers.Outputs, classifier.Encoder.UnseenWords([.. facts.HeldOut.Select(row => row.Text)],
                    facts.Learned.Select(row => row.Text)));
        var fewer = FewerTexts.Of(facts);
        IReportSection[] sections =
        [
            new JudgingSection(facts), new HeadlineSection(), new CurvesSection(), new TriedSection(),
            new FewerTextsSection(facts, fewer), .. EvaluationReport.Common(cost), new ChecksSection(facts),
            new MistakesSection(), new TrainingSection(facts), new ModelSection(),
        ];
        return new(facts, rows, fewer, ReportContent.Of(Title, sections, rows, settings.CancellationToken));
    }
}
