using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Valence.Cli.Tests;

/// <summary>A folder of files for one test, removed after it.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("valence-cli-");

    public string this[string name] => Path.Combine(_root.FullName, name);

    public string[] Names =>
        [.. _root.EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        var path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string WriteGzipped(string name, string content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(content));
        return Write(name, packed.ToArray());
    }

    /// <summary>A CSV of reviews that praise and blame in turn.</summary>
    public string Reviews(int rows = 40, string name = "reviews.csv") => Write(name, Csv(rows, "negative", "positive"));

    public static string Csv(int rows, params string[] labels)
    {
        string[] words = ["awful boring", "great lovely", "average middling"];
        var csv = new StringBuilder("text,label\n");
        for (var i = 0; i < rows; i++)
            csv.Append(CultureInfo.InvariantCulture,
                $"the film number{i} was {words[i % labels.Length]},{labels[i % labels.Length]}\n");
        return csv.ToString();
    }

    public void Dispose() => _root.Delete(recursive: true);
}
