using Valence.Text;

namespace Valence.Classification;

/// <summary>How a classifier does on texts with labels, as a page for people: figures with intervals, confusion matrix,
/// calibration, curves, the most confident mistakes, and what the model is.</summary>
/// <remarks>
/// The page is one file without scripts that asks nothing of any place, and texts of the data stand in it as text
/// whatever they contain. The same classifier and rows give the same bytes; a date is in it where
/// <c>SOURCE_DATE_EPOCH</c> names one.
/// </remarks>
public sealed class EvaluationReport : ReportPage
{
    private const string Title = "Evaluation of a text classifier";

    private EvaluationReport(ReportedRows rows, ReportContent content) : base(content) => Rows = rows;

    /// <summary>What it is about.</summary>
    internal ReportedRows Rows { get; }

    /// <summary>Asks the classifier for every text and writes down how it did.</summary>
    /// <param name="classifier">What is judged, whatever its task; of one of one's own there is less to tell.</param>
    /// <param name="texts">At least one text; each has a label that the task knows. They are read once and not
    /// kept, but for the most confident mistakes.</param>
    /// <param name="groupOf">The group of a text, such as its language, for figures of each group; null for
    /// none.</param>
    /// <param name="groupedBy">What the groups are, for the heading.</param>
    /// <param name="costs">Of two classes, what a wrong answer to a text of a class costs, by the class's name, 0 or
    /// more; 1 for those that are not listed, and for both when null.</param>
    /// <param name="cancellation">Stops between some hundred texts, or two explanations.</param>
    /// <exception cref="DataException">There are no texts, a label is missing or unknown, or there is no class of a
    /// cost's name.</exception>
    /// <exception cref="ArgumentException">A cost is not from 0 to 1,000,000, or there are costs and not two
    /// classes.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static EvaluationReport Of(TextClassifier classifier, IEnumerable<LabelledText> texts,
        Func<LabelledText, string>? groupOf = null, string groupedBy = "group",
        IReadOnlyDictionary<string, double>? costs = null, CancellationToken cancellation = default) =>
        Of(classifier, texts, "row", groupOf, groupedBy, costs, cancellation);

    /// <summary>The same, where the numbers of rows count something else.</summary>
    internal static EvaluationReport Of(TextClassifier classifier, IEnumerable<LabelledText> texts, string counted,
        Func<LabelledText, string>? groupOf, string groupedBy, IReadOnlyDictionary<string, double>? costs,
        CancellationToken cancellation)
    {
        var cost = CostSection.Of(Require.NotNull(classifier).Task, costs);
        var rows = ReportedRows.Of(classifier, Require.NotNull(texts), counted, groupOf, Require.NotNull(groupedBy),
            cancellation);
        return new(rows, ReportContent.Of(Title, [new HeadlineSection(), .. Common(cost), new GroupSection(),
            new MistakesSection(), new TriedSection(), new ModelSection()], rows, cancellation));
    }

    /// <summary>What every report says of rows.</summary>
    internal static IReadOnlyList<IReportSection> Common(CostSection cost) =>
    [
        new ConfusionSection(), new ClassesSection(), new ReliabilitySection(), new RankingSection(), cost,
        new LengthSection(), new UnseenWordsSection(),
    ];
}
