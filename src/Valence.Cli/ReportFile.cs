using System.Globalization;
using System.Text;
using Valence.Classification;
using Valence.Formats;
using Valence.Text;

namespace Valence.Cli;

/// <summary>A page that <c>evaluate</c> is asked to write.</summary>
internal sealed class ReportFile
{
    private static readonly Dictionary<string, Func<EvaluationReport, string>> Forms =
        new(StringComparer.OrdinalIgnoreCase)
        {
            [".html"] = report => report.ToHtml(),
            [".md"] = report => report.ToMarkdown(),
        };

    private readonly bool _mayReplace;

    private ReportFile(string path, string? by, bool mayReplace) => (Path, By, _mayReplace) = (path, by, mayReplace);

    /// <summary>Where it goes.</summary>
    public string Path { get; }

    /// <summary>The column whose values have figures of their own; null for none.</summary>
    public string? By { get; }

    /// <summary>The page that options ask for, once it is known that it can be written; null for none.</summary>
    public static ReportFile? Of(string? path, string? by, bool mayReplace)
    {
        if (path is null)
            return by is null && !mayReplace ? null : throw new UsageException($"{(by is null ? "--force" : "--by")} "
                + "is for a page. Give --report FILE too, or leave it out.");
        if (path.Length > 0 && !Forms.ContainsKey(System.IO.Path.GetExtension(path)))
            throw new UsageException($"--report: expected a file whose name ends in {string.Join(" or ", Forms.Keys)}, "
                + $"received '{path}'.");
        if (by is "")
            throw new UsageException("--by: expected the name or number of a column, received an empty one.");
        TargetFile.CheckNew(path, "--report", mayReplace);
        return new(path, by, mayReplace);
    }

    /// <summary>Asks for every text.</summary>
    public EvaluationReport Report(TextClassifier classifier, IEnumerable<LabelledText> texts, string counted,
        string file, CancellationToken cancellation) => EvaluationReport.Of(classifier, texts, counted,
            By is null ? null : row => Cell(row, counted, file), By ?? "", cancellation);

    /// <summary>Writes the page, whole or not at all.</summary>
    public void Write(EvaluationReport report) => ReplacedFile.Write(Path, stream =>
        stream.Write(new UTF8Encoding(false).GetBytes(Forms[System.IO.Path.GetExtension(Path)](report))), _mayReplace);

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
