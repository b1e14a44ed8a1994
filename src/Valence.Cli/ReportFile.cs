using System.Globalization;
using System.Text;
using Valence.Classification;
using Valence.Formats;
using Valence.Text;

namespace Valence.Cli;

/// <summary>A page that <c>evaluate</c> or <c>train</c> is asked to write.</summary>
internal sealed class ReportFile
{
    private static readonly Dictionary<string, Func<ReportContent, string>> Forms =
        new(StringComparer.OrdinalIgnoreCase)
        {
            [".html"] = content => content.ToHtml(),
            [".md"] = content => content.ToMarkdown(),
            [".json"] = content => content.ToJson(),
        };

    private readonly bool _mayReplace;

    private ReportFile(string path, string? by, bool mayReplace) => (Path, By, _mayReplace) = (path, by, mayReplace);

    /// <summary>Where it goes.</summary>
    public string Path { get; }

    /// <summary>The column whose values have figures of their own; null for none.</summary>
    public string? By { get; }

    /// <summary>The page that options ask for, once it is known that it can be written; null for none.</summary>
    /// <param name="path">Where it goes; null for none.</param>
    /// <param name="by">The column whose values have figures; null for none.</param>
    /// <param name="mayReplace">Whether one that is there is replaced.</param>
    /// <param name="others">Other files of the command, which it must not be.</param>
    public static ReportFile? Of(string? path, string? by, bool mayReplace, params ReadOnlySpan<string> others)
    {
        if (path is null)
            return by is null && !mayReplace ? null : throw new UsageException($"{(by is null ? "--force" : "--by")} "
                + "is for a page. Give --report FILE too, or leave it out.");
        if (path.Length > 0 && !Forms.ContainsKey(System.IO.Path.GetExtension(path)))
            throw new UsageException("--report: expected a file whose name ends in "
                + $"{string.Join(", ", Forms.Keys.SkipLast(1))} or {Forms.Keys.Last()}, received '{path}'.");
        if (by is "")
            throw new UsageException("--by: expected the name or number of a column, received an empty one.");
        TargetFile.CheckNew(path, "--report", mayReplace);
        foreach (var other in others)
            if (SamePath.Are(other, path))
                throw new UsageException($"--report: '{other}' is a file that the command reads or writes too. Give "
                    + "another name.");
        return new(path, by, mayReplace);
    }

    /// <summary>Asks for every text.</summary>
    public EvaluationReport Report(TextClassifier classifier, IEnumerable<LabelledText> texts, string counted,
        string file, IReadOnlyDictionary<string, double>? costs, CancellationToken cancellation) =>
        EvaluationReport.Of(classifier, texts, counted, By is null ? null : row => Cell(row, counted, file), By ?? "",
            costs, cancellation);

    /// <summary>Writes the page, whole or not at all.</summary>
    public void Write(ReportContent content) => ReplacedFile.Write(Path, stream =>
        stream.Write(new UTF8Encoding(false).GetBytes(Forms[System.IO.Path.GetExtension(Path)](content))), _mayReplace);

    private string Cell(in LabelledText row, string counted, string file)
    {
        if (row.Cells is not { } cells)
            throw new UsageException($"--by: {file} has no columns. Give a file that has, or leave --by out.");
        for (var i = 0; i < cells.Names.Count; i++)
            if (cells.Names[i] == By) return cells.Values[i];
        return int.TryParse(By, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            && number <= cells.Values.Count ? cells.Values[number - 1]
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--by: {counted} {row.Row} of "
                + $"{file} has no column '{By}'. {NearName.List(By!, cells.Names)}"));
    }
}
