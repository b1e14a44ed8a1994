using System.Globalization;
using System.Text;
using Valence.Classification;
using Valence.Formats;
using Valence.Text;

namespace Valence.Cli;

/// <summary>Texts that were mended, and what was changed, as CSV.</summary>
internal static class MendedFile
{
    // What may stand between several labels, where no label holds it.
    private static readonly string[] Between = [";", "|", "/", "#", "~", "\u001F"];

    // What says how the cells of a file are written, which the copy has its own way of.
    private static readonly string[] Form = ["--delimiter", "--quote", "--encoding"];

    /// <summary>Writes rows whole or not at all.</summary>
    public static void Write(string path, IEnumerable<string[]> rows) => ReplacedFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        foreach (var row in rows) writer.Write(string.Join(',', row.Select(CsvCell.Of)) + "\n");
    });

    /// <summary>What was changed, row by row.</summary>
    public static IEnumerable<string[]> OfChanges(IReadOnlyList<DataChange> changes, string counted) =>
        changes.Select(change => (string[])[change.Row.ToString(CultureInfo.InvariantCulture), change.Check,
            change.After is null ? "left out" : "mended", change.Like is { } like
                ? string.Create(CultureInfo.InvariantCulture, $"{like.Row}{(like.IsTest ? " of the test" : "")}") : "",
            change.Before, change.After ?? ""])
            .Prepend([counted, "check", "change", "like", "before", "after"]);

    /// <summary>The mended texts with the columns of their file or, where it has none or a text stands in several, as
    /// text and label; and how the copy is read where that is not as the file is.</summary>
    /// <param name="mended">The texts that are left.</param>
    /// <param name="texts">The texts of the file.</param>
    /// <param name="changes">What was changed.</param>
    /// <param name="given">The options with which the file was read.</param>
    /// <param name="console">Where it is told what the copy lacks.</param>
    public static (IEnumerable<string[]> Rows, string Reading) OfTexts(IReadOnlyList<LabelledText> mended,
        IReadOnlyList<LabelledText> texts, IReadOnlyList<DataChange> changes, IReadOnlyList<string> given,
        CommandConsole console)
    {
        if (mended.All(row => row.Cells is not null))
        {
            var before = texts.ToDictionary(row => row.Row, row => row.Text);
            var isMended = changes.Where(change => change.After is not null).Select(change => change.Row).ToHashSet();
            if (mended.All(row => !isMended.Contains(row.Row) || row.Cells!.Values.Contains(before[row.Row])))
            {
                var rows = mended.Select(row => row.Cells!.Values.Select(value => isMended.Contains(row.Row)
                    && value == before[row.Row] ? row.Text : value).ToArray());
                if (!given.Any(option => option is "--no-header" or "--no-header=true"))
                    rows = rows.Prepend([.. mended[0].Cells!.Names]);
                string[] others = [.. Form.Where(name =>
                    given.Any(option => option.StartsWith($"{name}=", StringComparison.Ordinal)))];
                return (rows, others.Length == 0 ? "" : " (CSV with commas and quotes in UTF-8, to be read without "
                    + $"{string.Join(", ", others)})");
            }
            console.Warn("texts of several columns were mended: the copy has them in one, without the other columns.");
        }
        var sets = mended.Select(row => row.Labels).OfType<IReadOnlyList<string>>().ToArray();
        var sign = Between.FirstOrDefault(sign => !sets.Any(set => set.Any(label => label.Contains(sign))))
            ?? throw new UsageException($"--fix: expected labels without one of {string.Join(' ', Between[..^1])}, "
                + "which would stand between them; they hold all of these. Rename some.");
        return (mended.Select(row => (string[])[row.Text, row.Labels is { } labels ? string.Join(sign, labels)
            : row.Label ?? ""]).Prepend(["text", "label"]), sets.Length == 0 ? ""
                : $" (texts and labels alone), to be read with --label-separator {ShellWord.Of(sign)}");
    }
}
