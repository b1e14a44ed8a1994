namespace Valence.Cli;

/// <summary>Where a command is asked to write.</summary>
internal static class TargetFile
{
    /// <summary>Refuses a path that cannot be written, naming the argument that gave it.</summary>
    public static void Check(string path, string argument)
    {
        if (path.Length == 0)
            throw new UsageException($"{argument}: expected the path of a file to write, received an empty one.");
        if (Directory.Exists(path))
            throw new UsageException($"{argument}: expected a file to write, '{path}' is a folder.");
        if (new FileInfo(path).LinkTarget is { } link)
            throw new UsageException($"{argument}: expected a file to write, '{path}' is a link to '{link}'. Give "
                + "the file itself.");
        // A finished file is renamed to its name, which would put it in the device's place.
        if (!OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
            throw new UsageException($"{argument}: expected a file to write, '{path}' is a device.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new UsageException($"{argument}: the folder '{folder}' does not exist. Make it first.");
        if (!CanWriteInto(folder))
            throw new UsageException($"{argument}: no file can be written into the folder '{folder}'. Give another, "
                + "or change its permissions.");
    }

    private static bool CanWriteInto(string folder)
    {
        try
        {
            using var _ = new FileStream(Path.Combine(folder, $"{Guid.NewGuid():N}.part"), FileMode.CreateNew,
                FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The same, and refuses a file that is there and no model; whether there is one.</summary>
    public static bool ReplacesModel(string path, string argument)
    {
        Check(path, argument);
        if (!File.Exists(path) || new FileInfo(path).Length == 0) return false;
        var there = GivenModel.Read(path);
        return there.IsArchive ? true
            : throw new UsageException($"{argument}: expected a new name or that of an older model, '{path}' is "
                + $"there and holds {FileKind.Of(there).Name}. Give another name, or remove it.");
    }

    /// <summary>The same, and refuses a file that is there unless it may be replaced.</summary>
    public static void CheckNew(string path, string argument, bool mayReplace)
    {
        Check(path, argument);
        if (!mayReplace && File.Exists(path))
            throw new UsageException($"{argument}: '{path}' is there already. Give another name, or --force to "
                + "replace it.");
    }
}
