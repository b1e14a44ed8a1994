namespace Valence.Text;

/// <summary>A data file cannot be read as asked: the message says what was expected, what was found, where, and what to do.</summary>
public sealed class DataFileException : Exception
{
    /// <summary>An error with a ready message.</summary>
    public DataFileException(string message, string path, int? row = null, Exception? cause = null)
        : base(message, cause)
    {
        Path = path;
        Row = row;
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The line of the file, counted from 1, or null when the whole file is meant.</summary>
    public int? Row { get; }

    internal static DataFileException At(string path, long? row, string expected, string found, string advice, Exception? cause = null)
    {
        var place = row is null ? path : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}, row {row}");
        return new($"{place}: expected {expected}, found {found}; {advice}.", path, (int?)row, cause);
    }
}
