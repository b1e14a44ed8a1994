using Valence.Classification;

namespace Valence.Cli;

/// <summary>The arguments do not make sense together, or a file does not hold what the command needs.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Runs <paramref name="use"/>; what it finds wrong with data is told with the file's path.</summary>
    public static T InFile<T>(string path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (DataException error)
        {
            throw new UsageException($"{path}: {error.Message}", error);
        }
    }
}
