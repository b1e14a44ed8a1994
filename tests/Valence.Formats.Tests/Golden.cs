namespace Valence.Formats.Tests;

/// <summary>Finds the reference files beside the repository; tests that need them are skipped where they are
/// absent.</summary>
internal static class Golden
{
    public static string Path(params string[] parts)
    {
        // A folder that was named has to be there.
        if (parts is not ["..", ..] && Environment.GetEnvironmentVariable("VALENCE_GOLDEN") is { Length: > 0 } given)
        {
            var named = System.IO.Path.Combine([given, .. parts]);
            return File.Exists(named) || Directory.Exists(named) ? named
                : throw new FileNotFoundException($"VALENCE_GOLDEN names a folder without '{string.Join('/', parts)}'.",
                    named);
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Valence.slnx"))) continue;
            var path = System.IO.Path.Combine([folder.FullName, "..", "shared", "golden", .. parts]);
            if (File.Exists(path) || Directory.Exists(path)) return path;
            break;
        }
        Assert.Skip($"The reference file shared/golden/{string.Join('/', parts)} is not beside the repository.");
        return "";
    }
}
