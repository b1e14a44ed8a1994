using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>How the rows of each group do, where groups were asked for.</summary>
internal sealed class GroupSection : IReportSection
{
    private const int MostGroups = 50;

    /// <inheritdoc/>
    public string Title => "By group";

    /// <inheritdoc/>
    public IEnumerable<ReportBlock> Blocks(ReportedRows rows)
    {
        if (rows.GroupedBy is not { } groupedBy) yield break;
        if (rows.Measure is not { } measure)
        {
            yield return new ReportSentence("Left out: what is right is known to a task of one's own alone.");
            yield break;
        }
        var members = rows.Rows.ToLookup(row => row.Group);
        var groups = rows.Groups.Select((name, at) => (Name: name, Rows: members[at].ToArray()))
            .OrderByDescending(group => group.Rows.Length).ThenBy(group => group.Name, StringComparer.Ordinal)
            .ToArray();
        yield return MeritTable.Of(rows, $"{DataException.Beginning(measure)} by '{Printable.Label(groupedBy)}'",
            ReportCell.Name(groupedBy), groups.Take(MostGroups).Select(group =>
                (ReportCell.Name(group.Name.Length > 0 ? group.Name : "(empty)"),
                    (IReadOnlyList<ReportedRow>)group.Rows)));
        if (groups.Length > MostGroups)
            yield return new ReportSentence(string.Create(CultureInfo.InvariantCulture,
                $"These are the {MostGroups} groups with the most rows of {groups.Length}."));
    }
}
