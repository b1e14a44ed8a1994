using Valence.Text;

namespace Valence.Classification;

/// <summary>How a classifier does on texts with labels, as a page for people: figures with intervals, confusion matrix,
/// calibration, curves, the most confident mistakes, and what the model is.</summary>
/// <remarks>
/// The page is one file without scripts that asks nothing of any place, and texts of the data stand in it as text
/// whatever they contain. The same classifier and rows give the same bytes; a date is in it where
/// <c>SOURCE_DATE_EPOCH</c> names one.
/// </remarks>
public sealed class EvaluationReport
{
    private const string Title = "Evaluation of a text classifier";

    private static readonly IReportSection[] Sections =
    [
        new HeadlineSection(), new ConfusionSection(), new ClassesSection(), new ReliabilitySection(),
        new RankingSection(), new LengthSection(), new GroupSection(), new MistakesSection(), new ModelSection(),
    ];

    private readonly IReadOnlyList<(string Title, ReportBlock[] Blocks)> _sections;

    private EvaluationReport(ReportedRows rows, IReadOnlyList<(string, ReportBlock[])> sections) =>
        (Rows, _sections) = (rows, sections);

    /// <summary>What it is about.</summary>
    internal ReportedRows Rows { get; }

    /// <summary>Asks the classifier for every text and writes down how it did.</summary>
    /// <param name="classifier">What is judged, whatever its task; of one of one's own there is less to tell.</param>
    /// <param name="texts">At least one text; each has a label that the task knows. They are read once and not
    /// kept, but for the most confident mistakes.</param>
    /// <param name="groupOf">The group of a text, such as its language, for figures of each group; null for
    /// none.</param>
    /// <param name="groupedBy">What the groups are, for the heading.</param>
    /// <param name="cancellation">Stops between some hundred texts, or two explanations.</param>
    /// <exception cref="DataException">There are no texts, or a label is missing or unknown.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static EvaluationReport Of(TextClassifier classifier, IEnumerable<LabelledText> texts,
        Func<LabelledText, string>? groupOf = null, string groupedBy = "group",
        CancellationToken cancellation = default) =>
        Of(classifier, texts, "row", groupOf, groupedBy, cancellation);

    /// <summary>The same, where the numbers of rows count something else.</summary>
    internal static EvaluationReport Of(TextClassifier classifier, IEnumerable<LabelledText> texts, string counted,
        Func<LabelledText, string>? groupOf, string groupedBy, CancellationToken cancellation)
    {
        var rows = ReportedRows.Of(Require.NotNull(classifier), Require.NotNull(texts), counted, groupOf,
            Require.NotNull(groupedBy), cancellation);
        var sections = new List<(string, ReportBlock[])>();
        foreach (var section in Sections)
        {
            var blocks = new List<ReportBlock>();
            foreach (var block in section.Blocks(rows))
            {
                cancellation.ThrowIfCancellationRequested();
                blocks.Add(block);
            }
            if (blocks.Count > 0) sections.Add((section.Title, [.. blocks]));
        }
        return new(rows, sections);
    }

    /// <summary>The report as HTML that is XML too, with <c>\n</c> at the end of every line.</summary>
    public string ToHtml()
    {
        var page = new HtmlPage(Title);
        foreach (var (title, blocks) in _sections) page.Add(title, blocks);
        return page.ToString();
    }

    /// <summary>The report as Markdown with tables (GitHub's), pictures in words, and <c>\n</c> at the end of every
    /// line.</summary>
    public string ToMarkdown()
    {
        var page = new MarkdownPage(Title);
        foreach (var (title, blocks) in _sections) page.Add(title, blocks);
        return page.ToString();
    }
}
