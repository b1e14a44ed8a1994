using System.Text;

namespace Valence.Text;

/// <summary>How <see cref="LabelledTexts.Read(string, TextFileOptions?)"/> reads a file.</summary>
public sealed record TextFileOptions
{
    /// <summary>How the file holds texts; by its content and name unless said otherwise.</summary>
    public TextFileFormat Format { get; init; }

    /// <summary>The column of the text; several are joined by a space. When empty, the one column with a usual name
    /// (review, text, sentence, …) is taken.</summary>
    public IReadOnlyList<Column> TextColumns { get; init; } = [];

    /// <summary>The column of the label. When null, the one column with a usual name (sentiment, label, class, …) is
    /// taken, if there is one.</summary>
    public Column? LabelColumn { get; init; }

    /// <summary>Whether a text may have any number of labels, which are <see cref="LabelledText.Labels"/>, and one
    /// without any is no mistake: an array of JSON, or the labels of a line of fastText. So it is too where
    /// <see cref="LabelSeparator"/> or <see cref="LabelColumns"/> say how labels stand in rows of columns.</summary>
    public bool SeveralLabels { get; init; }

    /// <summary>What stands between the labels in the label's column, such as <c>;</c>. Labels are read without the
    /// white space around them; an empty one among others, or one twice, is an error.</summary>
    public string? LabelSeparator { get; init; }

    /// <summary>A column for each label, which holds 1 where a text has it and 0 where not; the labels are called as
    /// the columns are.</summary>
    public IReadOnlyList<Column> LabelColumns { get; init; } = [];

    /// <summary>Whether every row must have a label; otherwise labels may be missing and are null. Where several labels
    /// are read, they must be there to be read, and may be none.</summary>
    public bool RequireLabels { get; init; }

    /// <summary>Whether rows without a label are left out where <see cref="RequireLabels"/> says that every row must
    /// have one, and how many is said (<see cref="Warn"/>); otherwise the first of them is an error. Where several
    /// labels are read, these are rows with none.</summary>
    public bool SkipUnlabelled { get; init; }

    /// <summary>What stands between columns, an ASCII character; when null, what the first rows show, where they leave
    /// it open a tab for <c>.tsv</c> and <c>.tab</c> and a comma for others.</summary>
    public char? Delimiter { get; init; }

    /// <summary>What encloses columns that hold delimiters, new lines or (doubled) quotes, an ASCII character; null
    /// when the file quotes nothing and quotes are text.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>Whether the first row names the columns; otherwise columns are given by position.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The number of columns, of which the last holds the rest of the line, delimiters included; only without
    /// a <see cref="Quote"/>. All delimiters count when null.</summary>
    public int? MaxColumns { get; init; }

    /// <summary>The encoding; when null, what a byte order mark says, else UTF-8, where every byte must be
    /// valid.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>The largest row in bytes, which guards against a quote that is never closed; 64 MiB unless said
    /// otherwise.</summary>
    public int MaxRowBytes { get; init; } = 64 << 20;

    /// <summary>Is told, in a sentence or two, where a file can be read but looks as if it was meant to be read
    /// otherwise, where its form was guessed, and where lines of it are left out; nobody is when null.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The same for whoever knows the settings by other names.</summary>
    internal Action<FileDoubt>? Doubted { get; init; }

    /// <summary>Labels that a model knows, by which a file's labels are known again; null where there is no
    /// model.</summary>
    internal IReadOnlyCollection<string>? KnownLabels { get; init; }

    /// <summary>Whether nobody asks for labels, so that no column has to hold them.</summary>
    internal bool IgnoresLabels { get; init; }

    /// <summary>Whether rows come with all of their cells.</summary>
    internal bool KeepsCells { get; init; }

    /// <summary>Whether rows without a label come with the others where labels are required.</summary>
    internal bool KeepsUnlabelled { get; init; }

    /// <summary>Whether a row without a label is an error.</summary>
    internal bool RefusesUnlabelled => RequireLabels && !SkipUnlabelled && !KeepsUnlabelled;

    /// <summary>Whether sets of labels are read.</summary>
    internal bool ReadsSets => SeveralLabels || LabelSeparator is not null || LabelColumns.Count > 0;

    /// <summary>Lines before the first row, which are no rows.</summary>
    internal int SkippedLines { get; init; }

    internal void Say(FileDoubt doubt)
    {
        Doubted?.Invoke(doubt);
        Warn?.Invoke(doubt.Advice is null ? doubt.Looks : $"{doubt.Looks} {doubt.Advice}");
    }
}
