using System.IO.Compression;
using System.Text;

namespace Valence.Text.Tests;

/// <summary>A folder of its own for the files of one test, removed with it.</summary>
public sealed class DataFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("valence-texts-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public string Write(string name, string content, Encoding? encoding = null) => Write(name, (encoding ?? new UTF8Encoding(false)).GetBytes(content));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? Root);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string WriteGzipped(string name, string content) => Write(name, Gzipped(content));

    public static byte[] Gzipped(string content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(content));
        return packed.ToArray();
    }
}
