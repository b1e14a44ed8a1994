namespace Valence.Formats;

/// <summary>Reads a whole file into memory, once, and never more than its limit.</summary>
public static class FileBytes
{
    /// <summary>The content of the regular file at <paramref name="path"/>: in memory what an array has room for, from
    /// the open file what is longer, which is then closed when nobody reads it any more.</summary>
    /// <inheritdoc cref="Read"/>
    internal static ByteSource Open(string path, long maxBytes = long.MaxValue)
    {
        var file = ByteSource.OpenFile(path, maxBytes);
        if (file.Length > Array.MaxLength) return file;
        using (file)
        {
            var bytes = file.Slice(0, (int)file.Length);
            file.RequireIntact();
            return ByteSource.Of(bytes);
        }
    }

    /// <summary>The content of the regular file at <paramref name="path"/>.</summary>
    /// <exception cref="FileFormatException">The file is empty, not a regular file, longer than
    /// <paramref name="maxBytes"/>, or changed while it was read.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static byte[] Read(string path, long maxBytes)
    {
        using var file = ByteSource.OpenFile(path, Math.Min(maxBytes, Array.MaxLength));
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        file.RequireIntact();
        return bytes;
    }
}
