namespace Valence.Text;

/// <summary>The labels of a row that may have several.</summary>
internal static class RowLabels
{
    /// <summary>The labels in one cell, of which white space alone is none.</summary>
    /// <exception cref="DataFileException">One is empty, or there twice.</exception>
    public static IReadOnlyList<string> Cut(string cell, string separator, string path, long row) =>
        string.IsNullOrWhiteSpace(cell) ? [] : Checked(cell.Split(separator), path, row);

    /// <summary>Labels without the white space around them.</summary>
    /// <exception cref="DataFileException">One is empty, or there twice.</exception>
    public static IReadOnlyList<string> Checked(IEnumerable<string> given, string path, long row)
    {
        var labels = new List<string>();
        foreach (var label in given.Select(label => label.Trim()))
        {
            if (label.Length == 0)
                throw new DataFileException("one of the row's labels is empty. Fill it in, or remove the sign before "
                    + "it; a row without labels holds none at all.", path, row);
            if (labels.Contains(label))
                throw new DataFileException($"the label '{ColumnChoice.Shortened(label)}' is there twice. Write it "
                    + "once.", path, row);
            labels.Add(label);
        }
        return labels;
    }

    /// <summary>The labels whose columns hold a 1.</summary>
    /// <exception cref="DataFileException">A column holds neither 0 nor 1.</exception>
    public static IReadOnlyList<string> Marked(IReadOnlyList<string> names, Func<int, string> cell, string path,
        long row)
    {
        var labels = new List<string>();
        for (var i = 0; i < names.Count; i++)
            switch (cell(i).Trim())
            {
                case "1":
                    labels.Add(names[i]);
                    break;
                case "0":
                    break;
                case var other:
                    throw new DataFileException($"expected 1 or 0 in the column '{ColumnChoice.Shortened(names[i])}', "
                        + $"which says whether the text has that label, found '{ColumnChoice.Shortened(other)}'. "
                        + "Correct it.", path, row,
                        advice: new(nameof(TextFileOptions.LabelColumns), When: "If the columns of labels are others"));
            }
        return labels;
    }

    /// <summary>The names of the columns of labels.</summary>
    /// <exception cref="DataFileException">Two are the same.</exception>
    public static string[] Names(IReadOnlyList<string> first, ColumnChoice columns, bool isNamed, string path)
    {
        string[] names = [.. columns.Labels.Select(column => isNamed ? first[column].Trim()
            : FormattableString.Invariant($"{column + 1}"))];
        return names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new DataFileException($"two columns of labels are called '{ColumnChoice.Shortened(twice.Key)}'. "
                + "Give each column once.", path)
            : names;
    }
}
