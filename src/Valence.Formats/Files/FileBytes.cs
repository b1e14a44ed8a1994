namespace Valence.Formats;

/// <summary>Reads a whole file into memory, once, and never more than its limit.</summary>
public static class FileBytes
{
    /// <summary>The content of the regular file at <paramref name="path"/>.</summary>
    /// <exception cref="FileFormatException">The file is empty, not a regular file, longer than <paramref name="maxBytes"/>, or changed while it was read.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static byte[] Read(string path, long maxBytes)
    {
        var place = new FilePlace(Path.GetFileName(path));
        if (Directory.Exists(path))
            throw new FileFormatException("F02", place, "expected a file, received a directory", "Give the path of the file itself");
        // A pipe or device reports no length; asking before opening keeps a pipe without a writer from blocking for ever.
        if (new FileInfo(path).Length == 0)
            throw new FileFormatException("F01", place, "expected a file with content, received an empty file or a device", "Save or copy the file again");
        using var handle = File.OpenHandle(path);
        var length = RandomAccess.GetLength(handle);
        if (length > Math.Min(maxBytes, Array.MaxLength))
            throw new FileFormatException("F03", place, $"expected at most {Math.Min(maxBytes, Array.MaxLength)} bytes, received {length}", "Raise the limit if you trust the file");
        var bytes = new byte[length];
        var read = 0;
        while (read < bytes.Length)
        {
            var count = RandomAccess.Read(handle, bytes.AsSpan(read), read);
            if (count == 0) throw new FileFormatException("F04", place, $"expected {length} bytes, the file ended after {read}", "Do not change the file while it is read");
            read += count;
        }
        return bytes;
    }
}
