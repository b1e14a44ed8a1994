using System.Globalization;

namespace Valence.Classification;

/// <summary>How texts do with words that the model does not know.</summary>
internal sealed class UnseenWordsSection : IReportSection
{
    // Upper ends of the groups, of which the first is of texts without such words.
    private static readonly double[] Ends = [0, 0.05, 0.1, 0.2, 0.5, 1];

    /// <inheritdoc/>
    public string Title => "By unseen words";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.Measure is not { } measure)
        {
            yield return new ReportSentence("Left out: what is right is known to a task of one's own alone.");
            yield break;
        }
        var told = rows.Rows.Where(row => row.UnseenWords is not null).ToArray();
        if (told.Length == 0)
        {
            yield return new ReportSentence("Left out: the model's encoder cannot say which words it does not know, or "
                + "no text has words.");
            yield break;
        }
        yield return MeritTable.Of(rows, $"{DataException.Beginning(measure)} by the share of a text's words that the "
            + "model's vocabulary does not have", new("Unseen words"), Ends.Select((end, k) => (new ReportCell(k == 0
                ? "none" : $"{(k == 1 ? "up" : $"above {Percent(Ends[k - 1])}")} to {Percent(end)} %"),
                (IReadOnlyList<ReportedRow>)[.. told.Where(row => row.UnseenWords <= end
                    && (k == 0 || row.UnseenWords > Ends[k - 1]))])));
        if (told.Length < rows.Rows.Count)
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture, $"Texts without words, which "
                + $"are in no line: {rows.Rows.Count - told.Length}."));
    }

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture);
}
