using System.Globalization;

namespace Valence.Classification;

/// <summary>Rows in the order of their labels, and an end of one label alone.</summary>
internal sealed class RowOrder : DataCheck
{
    private const int FewRows = 20;

    // An end that comes by chance less often is told.
    private const double Chance = 1e-6;

    /// <inheritdoc/>
    public override string Name => "order";

    /// <inheritdoc/>
    public override string? LeftOut(CheckedTexts texts) => texts.HaveClasses || texts.HaveSets ? null
        : "it compares texts with labels, two at least";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var rows = texts.Learned;
        if (rows.Count < FewRows) yield break;
        // A set of labels is compared as a whole.
        string[] labels = [.. texts.Labels.Take(rows.Count).Select(label => label!)];
        var shares = labels.CountBy(label => label).ToDictionary(entry => entry.Key,
            entry => (double)entry.Value / rows.Count, StringComparer.Ordinal);
        var changes = labels.Zip(labels.Skip(1)).Count(pair => pair.First != pair.Second);
        var expected = (rows.Count - 1) * (1 - shares.Values.Sum(share => share * share));
        if (changes < expected / 2)
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"The "
                + $"{(texts.HaveSets ? "labels change" : "label changes")} {changes} times from row to row, where "
                + $"{expected:F0} times would be expected: the rows are in order."), "Shuffle the rows for programs "
                + "that learn or hold out in the order of the file; Valence draws at random.", [])
            { IsMendedByShuffling = true };
        var last = labels[^1];
        var tail = 0;
        while (tail < rows.Count && labels[^(tail + 1)] == last) tail++;
        if (tail < rows.Count && Math.Pow(shares[last], tail) < Chance)
            yield return new(Name, FormattableString.Invariant($"The last {tail} rows all have ")
                + $"{texts.LabelledWith(rows.Count - 1)}.", "Shuffle the rows: who holds out the end of the file "
                + $"judges by {(texts.HaveSets ? "these labels" : "one label")}.",
                [.. Enumerable.Range(rows.Count - tail, tail).Select(texts.Found)])
            { IsMendedByShuffling = true };
    }
}
