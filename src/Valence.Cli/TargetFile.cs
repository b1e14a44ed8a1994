namespace Valence.Cli;

/// <summary>Where a command is asked to write.</summary>
internal static class TargetFile
{
    /// <summary>Refuses a path that cannot be written, naming the argument that gave it.</summary>
    public static void Check(string path, string argument)
    {
        if (path.Length == 0) throw new UsageException($"{argument}: expected the path of a file to write, received an empty one.");
        if (Directory.Exists(path)) throw new UsageException($"{argument}: expected a file to write, '{path}' is a folder.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new UsageException($"{argument}: the folder '{folder}' does not exist. Make it first.");
    }

    /// <summary>The same, and refuses a file that is there unless it may be replaced.</summary>
    public static void CheckNew(string path, string argument, bool mayReplace)
    {
        Check(path, argument);
        if (!mayReplace && File.Exists(path)) throw new UsageException($"{argument}: '{path}' is there already. Give another name, or --force to replace it.");
    }
}
