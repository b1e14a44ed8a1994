namespace Valence.Cli.Tests;

/// <summary>Small files on which Valence once failed: <c>shared/reports</c> beside the repository.</summary>
internal static class Reports
{
    private static readonly string? Root = Find();

    /// <summary>A file or folder of the reports; skips where they are not here.</summary>
    public static string At(string path)
    {
        Assert.SkipWhen(Root is null, "the reports are not here (put shared/reports beside the repository)");
        return Path.Combine(Root!, path);
    }

    private static string? Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Valence.slnx")))
            directory = directory.Parent;
        // A work tree may lie deeper than the repository itself.
        for (var above = directory?.Parent; above is not null; above = above.Parent)
            if (Directory.Exists(Path.Combine(above.FullName, "shared", "reports")))
                return Path.Combine(above.FullName, "shared", "reports");
        return null;
    }
}
