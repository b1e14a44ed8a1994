using System.Text.Json;

namespace Valence.Text.Tests;

/// <summary>The folder of reference cases and data beside the checkout.</summary>
internal static class SharedFolder
{
    /// <summary>The full path of a file or folder in it; the test is skipped where it is absent.</summary>
    public static string Path(params string[] parts)
    {
        var path = Find(parts);
        if (path is null) Assert.Skip($"../shared/{string.Join('/', parts)} is not beside this checkout.");
        return path;
    }

    public static JsonElement Json(params string[] parts) =>
        JsonDocument.Parse(File.ReadAllBytes(Path(parts))).RootElement;

    // Reference cases may lie elsewhere; a folder that was named has to be there.
    private static string? Find(string[] parts)
    {
        if (parts[0] == "golden" && Environment.GetEnvironmentVariable("VALENCE_GOLDEN") is { Length: > 0 } given)
        {
            var named = System.IO.Path.GetFullPath(System.IO.Path.Combine([given, .. parts[1..]]));
            return File.Exists(named) || Directory.Exists(named) ? named
                : throw new FileNotFoundException("VALENCE_GOLDEN names a folder without "
                    + $"'{string.Join('/', parts[1..])}'.", named);
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Valence.slnx"))) continue;
            var path = System.IO.Path.Combine([folder.FullName, "..", "shared", .. parts]);
            return File.Exists(path) || Directory.Exists(path) ? System.IO.Path.GetFullPath(path) : null;
        }
        return null;
    }
}
