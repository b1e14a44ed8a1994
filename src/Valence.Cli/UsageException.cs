using Valence.Classification;

namespace Valence.Cli;

/// <summary>The arguments do not make sense together, or a file does not hold what the command needs.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What an exception tells, with the file's path before it.</summary>
    public static UsageException At(string path, Exception error) =>
        new($"{path}: {char.ToLowerInvariant(error.Message[0])}{error.Message[1..]}", error);

    /// <summary>What an exception tells, without the name that a parameter has in code.</summary>
    public static string Said(Exception error)
    {
        var said = error is ArgumentOutOfRangeException { ActualValue: not null }
            ? error.Message[..error.Message.LastIndexOf('\n')].TrimEnd('\r') : error.Message;
        return error is ArgumentException { ParamName: { } name }
            ? said.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : said;
    }

    /// <summary>Runs <paramref name="use"/>; what it finds wrong with settings or data is told with the file's
    /// path.</summary>
    public static void OfSettings(string path, Action use)
    {
        try
        {
            use();
        }
        catch (DataException error)
        {
            throw At(path, error);
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"{path}: {Said(error)}", error);
        }
    }

    /// <summary>Runs <paramref name="use"/>; what it finds wrong with data is told with the file's path.</summary>
    public static T InFile<T>(string path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (DataException error)
        {
            throw At(path, error);
        }
    }

    /// <summary>Runs <paramref name="read"/>; a file that cannot be read is wrong input.</summary>
    public static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UsageException($"{path}: expected a file that may be read, its permissions forbid it. Change "
                + "them, or give another file.", error);
        }
        catch (IOException error)
        {
            throw new UsageException($"{path}: the file cannot be read: {error.Message}", error);
        }
    }
}
