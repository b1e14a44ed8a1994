namespace Valence.Formats;

/// <summary>Writes a file beside its target and renames it when complete, so the target is always the old or the new
/// content, never a part.</summary>
public static class ReplacedFile
{
    /// <summary>Calls <paramref name="write"/> with a stream whose content replaces <paramref name="path"/> if no
    /// exception escapes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="IOException">The file cannot be written, or is there and may not be replaced.</exception>
    public static void Write(string path, Action<Stream> write, bool overwrite = true)
    {
        var target = Path.GetFullPath(path);
        if (Path.GetDirectoryName(target) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{path}: expected a folder '{folder}' to write into, there is "
                + "none. Make it first.");
        var beside = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, target, overwrite);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
