using System.Globalization;

namespace Valence.Formats;

/// <summary>Writes a file beside its target and renames it when the disk has all of it, so the target is always the old
/// or the new content, never a part.</summary>
/// <remarks>
/// Only a regular file of one name is replaced: a link, a name of several (hard links), a folder, a pipe and a device
/// are refused. The new file has the rights of the one that it replaces, and its owner and group where that is allowed.
/// While it is written it is called <c>NAME.32 digits.part</c>; what an ended program left of that goes at the next
/// writing.
/// </remarks>
public static class ReplacedFile
{
    private const int Tries = 100;

    /// <summary>Calls <paramref name="write"/> with a stream whose content replaces <paramref name="path"/> if no
    /// exception escapes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="IOException">The file cannot be written, is there and may not be replaced, or is none that is
    /// replaced; the old one stays. Or the disk did not confirm the new file's name, which is told.</exception>
    /// <exception cref="UnauthorizedAccessException">No file may be written into the folder.</exception>
    public static void Write(string path, Action<Stream> write, bool overwrite = true) =>
        Write(path, write, overwrite, Disk.Real);

    /// <summary>The same on a file system of one's own.</summary>
    internal static void Write(string path, Action<Stream> write, bool overwrite, Disk disk)
    {
        var target = Path.GetFullPath(path);
        if (Path.GetDirectoryName(target) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{path}: expected a folder '{folder}' to write into, there is "
                + "none. Make it first.");
        if (Obstacle(target) is { } obstacle)
            throw new IOException($"{path}: expected a file to write, it {obstacle}.");
        var replaced = FileFacts.Of(target, followLinks: false);
        var names = new PartName(target);
        names.RemoveAbandoned();
        var beside = "";
        try
        {
            using (var file = Create(names, replaced is not null, disk, out beside))
            {
                if (replaced is not null) disk.Resemble(file, replaced);
                write(disk.Content(file));
                disk.Synchronize(file);
                // Before the lock on the file goes with its stream.
                disk.Rename(beside, target, overwrite);
            }
        }
        catch (Exception error)
        {
            Remove(beside, disk);
            var stays = replaced is null ? "" : " The file that was there stays as it was.";
            if (error is UnauthorizedAccessException)
                throw new UnauthorizedAccessException($"{path}: no file can be written into its folder. Give another, "
                    + $"or change its permissions.{stays}", error);
            if (error.GetType() != typeof(IOException)) throw;
            throw new IOException($"{path}: the file cannot be written: {Reason(error, beside, target)}{stays}",
                error);
        }
        try
        {
            disk.SynchronizeFolder(Path.GetDirectoryName(target)!);
        }
        catch (IOException error)
        {
            throw new IOException($"{path}: the file is written, but the disk did not confirm its name: "
                + $"{Sentence(error.Message)} After a power cut the one that was there before may be there again.",
                error);
        }
    }

    /// <summary>What stands against a path as the name of a file to write, as words that follow it; null where nothing
    /// does.</summary>
    internal static string? Obstacle(string path)
    {
        try
        {
            return FileFacts.Of(path, followLinks: false) switch
            {
                null => null,
                { Type: FileType.Link } => $"is a link to '{new FileInfo(path).LinkTarget}'. Give the file itself",
                { Type: FileType.Regular, Names: > 1 and var names } => string.Create(CultureInfo.InvariantCulture,
                    $"has {names} names (hard links), of which only this one would be replaced. Give a new name, or "
                        + $"remove the others"),
                { Type: FileType.Regular } => null,
                var other => $"is {other.Named}",
            };
        }
        catch (PathTooLongException error)
        {
            return $"can't be one: {error.Message}";
        }
    }

    private static FileStream Create(PartName names, bool isReplacing, Disk disk, out string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            path = names.Next();
            try
            {
                var file = disk.Create(path, isReplacing);
                if (File.Exists(path)) return file;
                file.Dispose();
                throw new IOException("Another program removes the file while it is written.");
            }
            catch (IOException) when (attempt < Tries)
            {
                // Between the making of a file and its lock another writer may take it for an abandoned one; of many
                // writers on few processors, several in a row.
            }
        }
    }

    private static void Remove(string beside, Disk disk)
    {
        try
        {
            disk.Delete(beside);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next writing of this name removes it.
        }
    }

    private static string Reason(Exception error, string beside, string target) => error.HResult switch
    {
        // Of Linux, of its quotas, of macOS' quotas; of Windows.
        28 or 122 or 69 or unchecked((int)0x80070070) or unchecked((int)0x80070027) =>
            "the disk is full, or what you may use of it is. Make room, or give another place.",
        _ => Sentence(error.Message.Replace(beside, target, StringComparison.Ordinal)),
    };

    private static string Sentence(string message) => message.TrimEnd().TrimEnd('.') + ".";
}
