namespace Valence.Tests.Golden;

/// <summary>Recorded cases that fail today, <c>tests/Reference/failing.txt</c>: one that passes must leave the
/// list.</summary>
internal static class KnownFailures
{
    private static readonly HashSet<string> Names = [.. File.ReadLines(Path.Combine(Folder(), "failing.txt"))
        .Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => line.Split(' ')[0])];

    /// <summary>Runs a case, which must fail where the list has it and pass where not.</summary>
    public static void Check(string name, Action run)
    {
        if (!Names.Contains(name))
        {
            run();
            return;
        }
        var error = Record.Exception(run);
        Assert.True(error is not null, $"'{name}' passes: take it from tests/Reference/failing.txt.");
    }

    private static string Folder()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Valence.slnx")))
            directory = directory.Parent;
        return Path.Combine(directory!.FullName, "tests", "Reference");
    }
}
