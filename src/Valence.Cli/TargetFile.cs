using Valence.Formats;
using Valence.Saving;

namespace Valence.Cli;

/// <summary>Where a command is asked to write.</summary>
internal static class TargetFile
{
    /// <summary>Refuses a path that cannot be written, naming the argument that gave it.</summary>
    public static void Check(string path, string argument)
    {
        if (path.Length == 0)
            throw new UsageException($"{argument}: expected the path of a file to write, received an empty one.");
        if (path == GivenTexts.StandardInput)
            throw new UsageException($"{argument}: expected a file to write, '-' is none: a file is written whole or "
                + "not at all.");
        if (ReplacedFile.Obstacle(Path.GetFullPath(path)) is { } obstacle)
            throw new UsageException($"{argument}: expected a file to write, '{path}' {obstacle}.");
        // What a file would say of itself is better known to be wrong before the work than after it.
        _ = SavedDate.Value;
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
            throw new UsageException($"{argument}: the folder '{folder}' does not exist. Make it first.");
        if (!CanWriteBeside(target))
            throw new UsageException($"{argument}: no file can be written into the folder '{folder}'. Give another, "
                + "or change its permissions.");
    }

    // Under a name that the next writing removes where this process is killed.
    private static bool CanWriteBeside(string target)
    {
        try
        {
            using var _ = new FileStream(new PartName(target).Next(), FileMode.CreateNew, FileAccess.Write,
                FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The same, and refuses a file that is there and no whole model of a form that <c>train</c> could have
    /// written or made; whether there is one.</summary>
    public static bool ReplacesModel(string path, string argument)
    {
        Check(path, argument);
        if (!File.Exists(path) || new FileInfo(path).Length == 0) return false;
        using var there = UsageException.Reading(path, () => ModelSource.OpenFile(path));
        // Weights and arrays, and the one ending of HDF5 for models, weights and data, may be anybody's.
        if (!there.IsArchive || FormatOf(there) is not { HoldsModel: true } format)
            throw NoModel($"holds {KindOf(there)}");
        try
        {
            format.Open(there, new() { Training = TrainingConfiguration.Ignored });
            return true;
        }
        catch (Exception error) when (error is FileFormatException or ConfigException or ShapeException)
        {
            throw NoModel($"cannot be opened as a model ({error.Message.TrimEnd('.')})");
        }

        UsageException NoModel(string problem) => new($"{argument}: expected a new name or that of an older model, "
            + $"'{path}' is there and {problem}. Give another name, or remove it.");
    }

    private static ModelFormat? FormatOf(ModelSource source)
    {
        try
        {
            return FileKind.FormatOf(source);
        }
        catch (FileFormatException)
        {
            return null;
        }
    }

    private static string KindOf(ModelSource source)
    {
        try
        {
            return FileKind.Of(source).Name;
        }
        catch (FileFormatException)
        {
            return "an archive that is damaged";
        }
    }

    /// <summary>The same, and refuses a file that is there unless it may be replaced.</summary>
    public static void CheckNew(string path, string argument, bool mayReplace,
        string advice = "Give another name, or --force to replace it.")
    {
        Check(path, argument);
        if (!mayReplace && File.Exists(path))
            throw new UsageException($"{argument}: '{path}' is there already. {advice}");
    }
}
