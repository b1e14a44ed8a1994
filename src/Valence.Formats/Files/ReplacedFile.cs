namespace Valence.Formats;

/// <summary>Writes a file beside its target and renames it when complete, so the target is always the old or the new content, never a part.</summary>
public static class ReplacedFile
{
    /// <summary>Calls <paramref name="write"/> with a stream whose content replaces <paramref name="path"/> if no exception escapes.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        var beside = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, target, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
