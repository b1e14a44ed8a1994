using System.Formats.Tar;
using System.IO.Compression;
using Valence.Formats;
using Valence.Tests.Golden;

namespace Valence.Tests.Saving;

/// <summary>Small files on which Valence once failed: <c>shared/reports</c> beside the reference cases.</summary>
internal static class ReportedCases
{
    private const string Missing = "the reports are not here (put shared/reports beside the repository)";

    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> Unpacked = new(Unpack);

    private static string? Root => GoldenFolder.Root is { } golden
        && Path.Combine(Path.GetDirectoryName(golden)!, "reports") is var folder && Directory.Exists(folder) ? folder
        : null;

    /// <summary>A file of a report; skips where the reports are not here.</summary>
    public static string At(string path)
    {
        Assert.SkipWhen(Root is null, Missing);
        return Path.Combine(Root!, path);
    }

    /// <summary>A file of one of the packed cases, the folder's name by its beginning; null where the case does not
    /// have it. Skips where the reports are not here.</summary>
    public static byte[]? Of(string name, string file)
    {
        Assert.SkipWhen(Root is null, Missing);
        return Unpacked.Value.FirstOrDefault(entry => entry.Key.TrimStart('.', '/') is var path
            && path.Split('/') is [.., var folder, var own] && folder.StartsWith(name, StringComparison.Ordinal)
            && own == file).Value;
    }

    /// <summary>Arrays of one of the packed cases.</summary>
    public static Npz Arrays(string name, string file) => Npz.Read(Of(name, file)!, file);

    private static Dictionary<string, byte[]> Unpack()
    {
        using var packed = File.OpenRead(Path.Combine(Root!, "keras-cases", "cases.tar.gz"));
        using var reader = new TarReader(new GZipStream(packed, CompressionMode.Decompress));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } entry)
            if (entry.DataStream is { } content)
            {
                using var copy = new MemoryStream();
                content.CopyTo(copy);
                files[entry.Name] = copy.ToArray();
            }
        return files;
    }
}
