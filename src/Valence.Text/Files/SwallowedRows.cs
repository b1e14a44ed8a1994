using System.Globalization;

namespace Valence.Text;

/// <summary>Rows of many lines that look as if a quote at the beginning of a text had taken the next rows with
/// it.</summary>
internal sealed class SwallowedRows
{
    private const int MostLabels = 1000;
    private const int MostRows = 1000;
    private const int LongestLabel = 60;

    // Labels and quotes of some rows are known as well as those of all.
    private const int AllOf = 256;
    private const int OneOf = 64;
    private const int ManyLines = 20;
    private const int FewOf = 10;

    private readonly HashSet<string> _labels;
    private readonly List<(int Row, int Lines, Dictionary<string, int> Labels)> _long = [];
    private readonly char _delimiter;
    private readonly byte[]? _quotedCell;
    private readonly char _quote;
    private readonly int _width;
    private readonly int? _label;
    private int _rows;
    private int _row;
    private string _text = "";
    private int _longRows;
    private bool _isQuoted;

    public SwallowedRows(TextFileOptions options, char delimiter, int width, ColumnChoice columns)
    {
        (_delimiter, _width, _label, _quote) = (delimiter, width, columns.Label, options.Quote ?? default);
        _labels = new(options.KnownLabels ?? [], StringComparer.Ordinal);
        if (options.Quote is { } quote) _quotedCell = [(byte)delimiter, (byte)quote];
    }

    /// <summary>Looks at the current row.</summary>
    /// <param name="rows">The row.</param>
    /// <param name="read">What was read of it.</param>
    public void Look(RowReader rows, in LabelledText read)
    {
        if (_quotedCell is null) return;
        var (text, label, row) = read;
        // That a row has many lines is known by where the next one starts; no text is searched for it.
        if (row - _row > 1) Keep();
        (_row, _text) = (row, text);
        if (++_rows > AllOf && _rows % OneOf > 0) return;
        if (label is not null && _labels.Count < MostLabels) _labels.Add(label);
        _isQuoted |= !text.Contains('\n') && !text.Contains('\r') && (rows.Bytes is [var first, ..]
            && first == _quotedCell[1] || rows.Bytes.IndexOf(_quotedCell) >= 0);
    }

    /// <summary>What is to be said, once all rows are read.</summary>
    public IEnumerable<FileDoubt> Doubts()
    {
        Keep();
        var found = _long.Where(IsSwallowing).ToArray();
        if (found.Length == 0) yield break;
        var (row, count, _) = found.MaxBy(entry => entry.Lines);
        var more = found.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture,
            $", and {found.Length - 1} more {(found.Length == 2 ? "row is" : "rows are")} like it");
        var looks = string.Create(CultureInfo.InvariantCulture,
            $"The row at line {row} has {count} lines: a text in it begins with a quote that is closed at line "
                + $"{row + count - 1}, and lines between look like rows of their own{more}.");
        yield return _isQuoted
            ? new($"{looks} Other rows are quoted rightly: if this one is not, write the quote that belongs to the "
                + "text twice, inside quotes around the text.")
            : new(looks, new(nameof(TextFileOptions.Quote), "null", "If the file quotes nothing"));
    }

    private void Keep()
    {
        if (_text.AsSpan().IndexOfAny('\n', '\r') < 0 || ++_longRows > MostRows) return;
        var lines = _text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Length - 1; i++)
            if (LabelIn(lines[i], isFirst: i == 0) is { } found) labels[found] = labels.GetValueOrDefault(found) + 1;
        _long.Add((_row, lines.Length, labels));
    }

    private bool IsSwallowing((int Row, int Lines, Dictionary<string, int> Labels) entry)
    {
        var rows = entry.Labels.Where(label => _labels.Contains(label.Key)).Sum(label => label.Value);
        if (2 * rows >= entry.Lines - 1) return true;
        // Texts of many lines are many where there are any.
        return _label is null && entry.Lines >= ManyLines && FewOf * _longRows <= _rows;
    }

    /// <summary>The label in a line, if it were a row; null where it has none that is told from a part of a
    /// text.</summary>
    private string? LabelIn(string line, bool isFirst)
    {
        if (_label is not { } column) return null;
        var cells = line.Split(_delimiter);
        // The first line is what its row is from the text on.
        if (isFirst ? cells.Length < 2 || column != _width - 1 : cells.Length < _width) return null;
        var cell = column == _width - 1 ? cells[^1] : column == 0 ? cells[0]
            : cells.Length == _width ? cells[column] : "";
        cell = cell.Trim().Trim(_quote);
        return cell.Length is > 0 and <= LongestLabel ? cell : null;
    }
}
