using System.Security.Cryptography;

namespace Valence.Hosting;

/// <summary>What tells one content of a classifier's file from another without reading all of it.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Written">When it was last written, which a copy may keep.</param>
/// <param name="End">A hash of the last bytes, where the archive lists the checksum of each of its members.</param>
internal sealed record FileStamp(long Length, DateTime Written, string End)
{
    private const int BytesOfEnd = 4096;

    /// <summary>The stamp of the file that a path leads to, over links; null where there is none that can be read, and
    /// whoever opens it says why.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            var end = new byte[Math.Min(length, BytesOfEnd)];
            var read = RandomAccess.Read(file, end, length - end.Length);
            var hash = SHA256.HashData(end.AsSpan(0, read));
            return new(length, File.GetLastWriteTimeUtc(file), Convert.ToHexString(hash));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
