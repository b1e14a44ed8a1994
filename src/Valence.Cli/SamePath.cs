namespace Valence.Cli;

/// <summary>Whether two names are of one file, however they are spelled and whatever folders on their way are
/// links.</summary>
internal static class SamePath
{
    // As many links as Linux follows.
    private const int MostLinks = 40;

    public static bool Are(string a, string b) => a.Length > 0 && b.Length > 0 && Real(a, 0) == Real(b, 0);

    private static string Real(string path, int links)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder) return full;
        var own = Path.Combine(Real(folder, links), Path.GetFileName(full));
        try
        {
            return links < MostLinks && new FileInfo(own).ResolveLinkTarget(returnFinalTarget: false) is { } target
                ? Real(target.FullName, links + 1) : own;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at is refused when it is opened.
            return own;
        }
    }
}
