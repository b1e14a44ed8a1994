using System.Globalization;

namespace Valence.Text;

/// <summary>A file of texts or vectors that cannot be read as asked; the message says what was expected, what was found, where, and what to do.</summary>
public sealed class DataFileException : IOException
{
    /// <summary>An error in a file as a whole, or at one of its rows.</summary>
    /// <param name="problem">What was expected, what was found and what to do.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="row">The line of the file at which the offending row starts, the first being 1; null where no row is to blame.</param>
    /// <param name="innerException">The cause, if another exception told of it.</param>
    public DataFileException(string problem, string path, long? row = null, Exception? innerException = null)
        : base(row is null ? $"{path}: {problem}" : string.Create(CultureInfo.InvariantCulture, $"{path}, line {row}: {problem}"), innerException)
    {
        Path = path;
        Row = row;
        Problem = problem;
    }

    /// <summary>A file whose columns can be told apart only by a setting of <see cref="TextFileOptions"/>.</summary>
    /// <param name="problem">What is not clear, and which columns there are.</param>
    /// <param name="path">The file.</param>
    /// <param name="setting">The name of the setting to give.</param>
    internal DataFileException(string problem, string path, string setting)
        : this($"{problem} Give {setting}.", path)
    {
        Problem = problem;
        Setting = setting;
    }

    /// <summary>What is wrong, without the file, the line and the setting that helps.</summary>
    public string Problem { get; }

    /// <summary>The setting of <see cref="TextFileOptions"/> that says which column is meant, where that is what is missing; otherwise null.</summary>
    public string? Setting { get; }

    /// <summary>The file or folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>The line of the file at which the offending row starts, the first being 1; null where no row is to blame.</summary>
    public long? Row { get; }
}
