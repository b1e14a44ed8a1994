namespace Valence.Text;

/// <summary>The delimiter of a table in which another one stands than its name says.</summary>
internal static class DelimiterGuess
{
    private const int FewestRows = 2;

    /// <summary>The delimiter that the first rows show clearly, where the usual one cuts the first of them nowhere;
    /// else null.</summary>
    /// <param name="lines">The first lines of the file.</param>
    /// <param name="isWhole">Whether these are all of them.</param>
    /// <param name="usual">The delimiter that the file's name says.</param>
    /// <param name="options">What was asked for.</param>
    public static char? Of(IReadOnlyList<string> lines, bool isWhole, char usual, TextFileOptions options)
    {
        char[] clear = [.. HeaderDoubt.Delimiters.Where(candidate => candidate != usual
            && IsClear(lines, isWhole, candidate, usual, options))];
        return clear is [var only] ? only : null;
    }

    /// <summary>What is said of it.</summary>
    public static FileDoubt Said(char delimiter) => new($"The columns are taken to be delimited by "
        + $"{HeaderDoubt.Named(delimiter)}.", new(nameof(TextFileOptions.Delimiter), When: "If they are not"));

    private static bool IsClear(IReadOnlyList<string> lines, bool isWhole, char delimiter, char usual,
        TextFileOptions options)
    {
        var header = options.HasHeader ? Preamble.HeaderLine(lines, delimiter, options) : null;
        var rows = lines.Skip(header ?? lines.TakeWhile(line => line.StartsWith('#')).Count()).ToArray();
        // The first row says no of most delimiters.
        if (Widths(rows, usual, options.Quote).FirstOrDefault() != 1
            || Widths(rows, delimiter, options.Quote).FirstOrDefault() < 2) return false;
        var widths = Widths(rows, delimiter, options.Quote).ToList();
        // The last row may go on behind what was read.
        if (!isWhole && widths.Count > 0) widths.RemoveAt(widths.Count - 1);
        if (widths is not [var width, ..]) return false;
        var alike = widths.Count(other => other == width);
        if (alike == widths.Count && widths.Count >= FewestRows) return true;
        return header is not null && 2 * alike > widths.Count
            && ColumnChoice.NamesBoth(Preamble.Cut(rows[0], delimiter), options);
    }

    /// <summary>How many cells each row has; a delimiter or line end in quotes is none.</summary>
    private static IEnumerable<int> Widths(IEnumerable<string> lines, char delimiter, char? quote)
    {
        var width = 1;
        var (begins, isQuoted, isOpen) = (true, false, false);
        foreach (var line in lines)
        {
            if (!isOpen && string.IsNullOrWhiteSpace(line)) continue;
            foreach (var sign in line)
            {
                if (sign == quote && (begins || isQuoted)) (isQuoted, isOpen) = (true, !isOpen);
                begins = sign == delimiter && !isOpen;
                if (!begins) continue;
                width++;
                isQuoted = false;
            }
            if (isOpen) continue;
            yield return width;
            (width, begins, isQuoted) = (1, true, false);
        }
    }
}
