namespace Valence.Text.Tests;

/// <summary>The public data sets kept beside the repository; tests that need one are skipped without it.</summary>
public static class SharedData
{
    public static string Find(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Valence.slnx"))) folder = folder.Parent;
        var path = Path.Combine(folder?.Parent?.FullName ?? "", "shared", "data", name);
        if (!File.Exists(path)) Assert.Skip($"The data set {name} is not beside the repository.");
        return path;
    }
}
