using System.Globalization;

namespace Valence.Classification;

/// <summary>What is doubted of sets of labels as a whole: texts without any, labels of all texts, and labels that
/// always stand together.</summary>
internal sealed class DoubtfulSets : DataCheck
{
    // Fewer texts may have both by chance.
    private const int FewTexts = 5;

    private const int MostGroups = 5;

    /// <inheritdoc/>
    public override string Name => "labels";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var rows = texts.Learned;
        if (rows.Any(row => row.Labels is null)) yield break;
        FoundRow[] none = [.. Enumerable.Range(0, rows.Count).Where(i => rows[i].Labels!.Count == 0)
            .Select(texts.Found)];
        if (none.Length > 0)
            yield return new(Name, $"{CheckedTexts.Texts(none.Length)} {(none.Length == 1 ? "has" : "have")} no label: "
                + $"{texts.Named(none)}.", "If nobody has labelled them yet, leave them out: a model learns that no "
                + "label fits them.", none);
        var having = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
            foreach (var label in texts.LabelsOf(i))
            {
                if (!having.TryGetValue(label, out var its)) having.Add(label, its = []);
                its.Add(i);
            }
        foreach (var (label, its) in having.Where(entry => entry.Value.Count == rows.Count && rows.Count > 1))
            yield return new(Name, $"Every text has the label {CheckedTexts.Quoted(label)}: nothing tells it apart.",
                "Leave the label out, or add texts without it.", []);
        var together = having.Where(entry => entry.Value.Count >= FewTexts && entry.Value.Count < rows.Count)
            .GroupBy(entry => string.Join(' ', entry.Value), StringComparer.Ordinal)
            .Select(group => group.ToArray()).Where(group => group.Length > 1).ToArray();
        foreach (var group in together.Take(MostGroups))
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"The labels "
                + $"{string.Join(", ", group.Select(entry => CheckedTexts.Quoted(entry.Key)).Order(
                    StringComparer.Ordinal))} always stand together, in the same {group[0].Value.Count} texts."),
                "One of them says as much as all: a model cannot tell them apart.", []);
        if (together.Length > MostGroups)
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"{together.Length - MostGroups} more "
                + $"groups of labels always stand together like these."), "", []);
    }
}
