namespace Valence.Text;

/// <summary>Which columns of a file hold the text and the label.</summary>
/// <param name="Texts">Positions of the text's columns.</param>
/// <param name="Label">Position of the label's column, if any.</param>
internal sealed record ColumnChoice(IReadOnlyList<int> Texts, int? Label)
{
    private static readonly string[] TextNames =
        ["review", "reviews", "text", "sentence", "comment", "content", "tweet", "message", "body", "document", "headline", "question", "phrase", "review_text", "reviewtext"];

    private static readonly string[] LabelNames =
        ["sentiment", "label", "labels", "class", "target", "category", "polarity", "emotion", "topic", "intent"];

    /// <summary>Finds the columns that <paramref name="options"/> ask for, or those with usual names.</summary>
    public static ColumnChoice Among(IReadOnlyList<string> names, bool isNamed, TextFileOptions options, string path)
    {
        var label = options.LabelColumn is { } wanted ? Find(wanted) : isNamed ? Usual(LabelNames, "label", nameof(TextFileOptions.LabelColumn)) : null;
        int[] texts = options.TextColumns.Count > 0 ? [.. options.TextColumns.Select(Find)]
            : isNamed && Usual(TextNames, "text", nameof(TextFileOptions.TextColumns)) is { } usual ? [usual]
            : names.Count == 1 ? [0]
            : throw new DataFileException($"which column holds the text is not clear. {Listed()}", path, nameof(TextFileOptions.TextColumns));
        if (label is null && options.RequireLabels)
            throw new DataFileException($"which column holds the label is not clear. {Listed()}", path, nameof(TextFileOptions.LabelColumn));
        if (label is { } both && texts.Contains(both))
            throw new DataFileException($"the column {names[both]} cannot be text and label at once.", path);
        return new(texts, label);

        int Find(Column column)
        {
            if (column.Name is not { } name)
                return column.Index < names.Count ? column.Index : throw new DataFileException($"there is no column {column}, counting from 0. {Listed()}", path);
            if (!isNamed) throw new DataFileException($"a file without a header has no column {column}: give its number, counting from 0. {Listed()}", path);
            var found = Indices(candidate => candidate == name);
            if (found.Length == 0) found = Indices(candidate => Same(candidate, name));
            return found.Length switch
            {
                1 => found[0],
                0 => throw new DataFileException($"there is no column {column}. {Listed()} If that is one column, the delimiter is another one.", path),
                _ => throw new DataFileException($"there are {found.Length} columns {column}: give the number of one, counting from 0. {Listed()}", path),
            };
        }

        int? Usual(string[] usual, string what, string option)
        {
            var found = Indices(candidate => usual.Any(name => Same(candidate, name)));
            if (found.Length == 0) found = Indices(candidate => usual.Any(name => Marked(candidate, name)));
            return found.Length switch
            {
                0 => null,
                1 => found[0],
                _ => throw new DataFileException($"the columns {string.Join(", ", found.Select(i => $"'{names[i]}'"))} could all be the {what}. {Listed()}", path, option),
            };
        }

        int[] Indices(Func<string, bool> matches) => [.. Enumerable.Range(0, names.Count).Where(i => matches(names[i]))];

        string Listed() => isNamed
            ? $"The columns are {string.Join(", ", names.Select(name => $"'{name}'"))}."
            : $"The first row has {names.Count} columns.";
    }

    private static bool Same(string candidate, string name) => candidate.AsSpan().Trim().Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Such as airline_sentiment or label_name.</summary>
    private static bool Marked(string candidate, string name) =>
        candidate.Trim().StartsWith(name + "_", StringComparison.OrdinalIgnoreCase) || candidate.Trim().EndsWith("_" + name, StringComparison.OrdinalIgnoreCase);
}
