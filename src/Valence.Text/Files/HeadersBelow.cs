using System.Globalization;

namespace Valence.Text;

/// <summary>Rows that are the header once more, as in files that were joined. They are no texts: they are left out, and
/// that is said.</summary>
internal sealed class HeadersBelow(IReadOnlyList<string> names, ColumnChoice columns)
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly string _label = columns.Label is { } label ? names[label].Trim() : "";
    private readonly string _text = columns.Texts.Count == 1 ? names[columns.Texts[0]]
        : string.Join(' ', columns.Texts.Select(column => names[column]));
    private int _count;
    private int _first;

    /// <summary>Whether the current row is one.</summary>
    /// <param name="rows">The row.</param>
    /// <param name="read">What was read of it.</param>
    public bool Contain(RowReader rows, in LabelledText read)
    {
        if (!IsSame(read.Label ?? "", _label) || !IsSame(read.Text, _text)) return false;
        // A text may be a word; several columns that all are their names are none by chance.
        if (names.Count < 2) return false;
        for (var i = 0; i < names.Count; i++)
            if (!IsSame(rows[i], names[i])) return false;
        if (_count++ == 0) _first = read.Row;
        return true;
    }

    /// <summary>What is to be said of them, or null.</summary>
    public FileDoubt? Doubt() => _count == 0 ? null : new(string.Create(CultureInfo.InvariantCulture,
        $"{_count} {(_count == 1 ? "row is" : "rows are")} left out that {(_count == 1 ? "is" : "are")} the header "
            + $"once more (first: line {_first}), as where files were joined."));

    // A quote behind the mark encloses nothing.
    private static bool IsSame(string cell, string name) => cell == name
        || cell.Length > name.Length && cell[0] == ByteOrderMark && cell.AsSpan(1).Trim('"').SequenceEqual(name);
}
