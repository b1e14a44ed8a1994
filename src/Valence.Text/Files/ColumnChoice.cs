using System.Globalization;

namespace Valence.Text;

/// <summary>Which columns of a file hold the text and the label.</summary>
/// <param name="Texts">Positions of the text's columns.</param>
/// <param name="Label">Position of the label's column, if any.</param>
/// <param name="Labels">Positions of the columns of labels, if there is one for each.</param>
internal sealed record ColumnChoice(IReadOnlyList<int> Texts, int? Label, IReadOnlyList<int> Labels)
{
    private const int LongestShown = 60;

    private static readonly string[] TextNames =
        ["review", "reviews", "text", "sentence", "comment", "content", "tweet", "message", "body", "document",
            "headline", "question", "phrase", "review_text", "reviewtext"];

    private static readonly string[] LabelNames =
        ["sentiment", "label", "labels", "class", "target", "category", "polarity", "emotion", "topic", "intent"];

    /// <summary>Finds the columns that <paramref name="options"/> ask for, or those with usual names.</summary>
    /// <param name="names">The first row, or the keys of the first object.</param>
    /// <param name="isNamed">Whether these are names.</param>
    /// <param name="delimiter">What stands between the columns; null where they cannot have been cut wrongly.</param>
    /// <param name="options">The columns asked for.</param>
    /// <param name="path">The file, for messages.</param>
    public static ColumnChoice Among(IReadOnlyList<string> names, bool isNamed, char? delimiter,
        TextFileOptions options, string path)
    {
        int[] labels = [.. options.LabelColumns.Select(Find)];
        var label = labels.Length > 0 || options.IgnoresLabels ? null
            : options.LabelColumn is { } wanted ? Find(wanted)
            : isNamed ? Usual(LabelNames, "label", nameof(TextFileOptions.LabelColumn)) : null;
        int[] texts = options.TextColumns.Count > 0 ? [.. options.TextColumns.Select(Find)]
            : isNamed && Usual(TextNames, "text", nameof(TextFileOptions.TextColumns)) is { } usual ? [usual]
            : names.Count == 1 && !IsUncutHeader() ? [0]
            : throw Unclear("which column holds the text is not clear.", nameof(TextFileOptions.TextColumns));
        if (label is null && labels.Length == 0 && options.RequireLabels)
            throw Unclear("which column holds the label is not clear.", nameof(TextFileOptions.LabelColumn));
        if (labels.Append(label ?? -1).FirstOrDefault(texts.Contains, -1) is >= 0 and var both)
            throw Unclear($"the column '{Shortened(names[both])}' cannot be text and label at once.",
                options.TextColumns.Count > 0 ? nameof(TextFileOptions.TextColumns)
                    : nameof(TextFileOptions.LabelColumn));
        if (options.TextColumns.Count == 0 && Unread() is [_, ..] unread)
            options.Say(new($"The text is the column '{Shortened(names[texts[0]])}', by its name; not read: "
                + $"{string.Join(", ", unread)}."));
        return new(texts, label, labels);

        string[] Unread() => [.. Enumerable.Range(0, names.Count)
            .Where(i => !texts.Contains(i) && i != label && !labels.Contains(i)
                && !(options.IgnoresLabels && NamesLabel([names[i]])))
            .Select(i => $"'{Shortened(names[i])}'")];

        int Find(Column column)
        {
            if (column.Name is not { } name) return At(column);
            if (!isNamed)
            {
                return column.MayBeNumber ? At(column)
                    : throw new DataFileException($"a file without a header has no column {column}: give its "
                        + $"number, counting from {column.FirstNumber}. {Listed()}", path);
            }
            var found = Indices(candidate => candidate == name);
            if (found.Length == 0) found = Indices(candidate => Same(candidate, name));
            if (found.Length == 0 && column.MayBeNumber) return At(column);
            return found.Length switch
            {
                1 => found[0],
                // Names that are probably none are near to nothing.
                0 => throw Unclear(($"there is no column {column}. "
                    + (Doubt() is null ? NearName.Question(name, names) : "")).TrimEnd(), null),
                _ => throw new DataFileException($"there are {found.Length} columns {column}: give the number of "
                    + $"one, counting from {column.FirstNumber}. {Listed()}", path),
            };
        }

        int At(Column column) => column.Index >= 0 && column.Index < names.Count
            ? column.Index
            : throw Unclear($"there is no column {column}, counting from {column.FirstNumber}.", null);

        int? Usual(string[] usual, string what, string setting)
        {
            var found = Indices(candidate => usual.Any(name => Same(candidate, name)));
            if (found.Length == 0) found = Indices(candidate => usual.Any(name => Marked(candidate, name)));
            return found.Length switch
            {
                0 => null,
                1 => found[0],
                _ => throw new DataFileException(
                    $"the columns {string.Join(", ", found.Select(i => $"'{names[i]}'"))} could all be the {what}. "
                        + $"{Listed()}", path, advice: new(setting)),
            };
        }

        // A text may hold any of these characters; names beside each other, of which one is usual, are a header.
        bool IsUncutHeader() => isNamed && delimiter is { } own
            && HeaderDoubt.OtherDelimiter(names[0], own) is { } other
            && names[0].Split(other).Any(part => TextNames.Concat(LabelNames).Any(name => Same(part.Trim('"'), name)));

        FileDoubt? Doubt() => isNamed && delimiter is { } own ? HeaderDoubt.Of(names, own) : null;

        DataFileException Unclear(string problem, string? setting) => Doubt() is { } doubt
            ? new($"{problem} {Listed()} {doubt.Looks}", path, advice: doubt.Advice)
            : new($"{problem} {Listed()}", path, advice: setting is null ? null : new(setting));

        int[] Indices(Func<string, bool> matches) =>
            [.. Enumerable.Range(0, names.Count).Where(i => matches(names[i]))];

        string Listed() => isNamed
            ? $"The columns are {string.Join(", ", names.Select(name => $"'{Shortened(name)}'"))}."
            : string.Create(CultureInfo.InvariantCulture,
                $"The first row has {names.Count} {(names.Count == 1 ? "column" : "columns")}.");
    }

    /// <summary>Whether a first row names a text, by a usual name or by the one that was asked for.</summary>
    public static bool NamesText(IReadOnlyList<string> cells, TextFileOptions options) =>
        cells.Any(cell => TextNames.Any(name => Same(cell, name))
            || options.TextColumns.Any(column => column is { Name: { } name, MayBeNumber: false } && Same(cell, name)));

    /// <summary>Whether names hold that of a text and that of a label, by usual names or by those that were asked
    /// for.</summary>
    public static bool NamesBoth(IReadOnlyList<string> names, TextFileOptions options) => NamesText(names, options)
        && options.TextColumns.All(column => column.Name is not { } name || names.Any(given => Same(given, name)))
        && (options.LabelColumns.Count > 0 ? options.LabelColumns.All(column => column.Name is { } name
                && names.Any(given => Same(given, name)))
            : options.LabelColumn is not { } label ? NamesLabel(names)
            : label.Name is { } asked && names.Any(name => Same(name, asked)));

    /// <summary>Whether cells look like the names of columns: that of a text beside others, or the one that was asked
    /// for.</summary>
    public static bool AreNames(IReadOnlyList<string> cells, TextFileOptions options) =>
        cells.Count > 1 ? NamesText(cells, options)
            : options.TextColumns.Any(column => column is { Name: { } name, MayBeNumber: false }
                && Same(cells[0], name));

    /// <summary>Whether a first row names a label by a usual name.</summary>
    public static bool NamesLabel(IReadOnlyList<string> cells) =>
        cells.Any(cell => LabelNames.Any(name => Same(cell, name) || Marked(cell, name)));

    internal static string Shortened(string name) => name.Length <= LongestShown ? name
        : name[..(char.IsHighSurrogate(name[LongestShown - 1]) ? LongestShown - 1 : LongestShown)] + "…";

    private static bool Same(string candidate, string name) =>
        candidate.AsSpan().Trim().Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Such as airline_sentiment or label_name.</summary>
    private static bool Marked(string candidate, string name) =>
        candidate.Trim().StartsWith(name + "_", StringComparison.OrdinalIgnoreCase)
            || candidate.Trim().EndsWith("_" + name, StringComparison.OrdinalIgnoreCase);
}
