using System.Globalization;
using Valence.Text;

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
    public override string? LeftOut(CheckedTexts texts) => texts.HaveClasses ? null
        : "it compares texts of one label each";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var rows = texts.Learned;
        if (rows.Count < FewRows) yield break;
        var shares = rows.CountBy(row => row.Label!).ToDictionary(entry => entry.Key,
            entry => (double)entry.Value / rows.Count, StringComparer.Ordinal);
        var changes = rows.Zip(rows.Skip(1)).Count(pair => pair.First.Label != pair.Second.Label);
        var expected = (rows.Count - 1) * (1 - shares.Values.Sum(share => share * share));
        if (changes < expected / 2)
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"The label changes {changes} times "
                + $"from row to row, where {expected:F0} times would be expected: the rows are in order."),
                "Shuffle the rows "
                + "for programs that learn or hold out in the order of the file; Valence draws at random.",
                [])
            { IsMendedByShuffling = true };
        var last = rows[^1].Label!;
        var tail = 0;
        while (tail < rows.Count && rows[^(tail + 1)].Label == last) tail++;
        if (tail < rows.Count && Math.Pow(shares[last], tail) < Chance)
            yield return new(Name, FormattableString.Invariant($"The last {tail} rows all have the label ")
                + $"'{Printable.Label(LabelSet.Shortened(last))}'.", "Shuffle the rows: who holds out the end of the "
                + "file judges by one label.", [.. Enumerable.Range(rows.Count - tail, tail).Select(texts.Found)])
            { IsMendedByShuffling = true };
    }
}
