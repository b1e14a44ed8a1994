using System.Globalization;

namespace Valence.Text;

/// <summary>A file of texts or vectors that cannot be read as asked; the message says what was expected, what was
/// found, where, and what to do.</summary>
public sealed class DataFileException : ValenceException
{
    /// <summary>An error in a file as a whole, or at one of its rows.</summary>
    /// <param name="problem">What was expected, what was found and what to do.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="row">The line of the file at which the offending row starts, the first being 1; null where no row
    /// is to blame.</param>
    /// <param name="innerException">The cause, if another exception told of it.</param>
    /// <param name="advice">The setting that helps, if one does.</param>
    public DataFileException(string problem, string path, long? row = null, Exception? innerException = null,
        SettingAdvice? advice = null)
        : base($"{Located(path, row)}: {problem}{(advice is null ? "" : $" {advice}")}", innerException)
    {
        Path = path;
        Row = row;
        Problem = problem;
        Advice = advice;
    }

    /// <summary>What is wrong, without the file, the line and <see cref="Advice"/>.</summary>
    public string Problem { get; }

    /// <summary>The setting that helps; null where none does.</summary>
    public SettingAdvice? Advice { get; }

    /// <summary>The file or folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>The line of the file at which the offending row starts, the first being 1; null where no row is to
    /// blame.</summary>
    public long? Row { get; }

    /// <summary>The file, and the line where one is to blame, as messages name them.</summary>
    public string Place => Located(Path, Row);

    private static string Located(string path, long? row) =>
        row is null ? path : string.Create(CultureInfo.InvariantCulture, $"{path}, line {row}");
}
