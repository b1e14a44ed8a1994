namespace Valence.Tests;

/// <summary>Code fits a window: no line is wider than 120 columns, but for what a raw string quotes.</summary>
public sealed class WidthTests
{
    private const int Widest = 120;
    private static readonly string[] Folders = ["src", "tests", "bench", "samples"];

    [Fact]
    public void No_line_of_code_is_wider_than_120_columns()
    {
        string[] wide = [.. Folders.Select(folder => Path.Combine(Compiler.Root, folder))
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(path => !Path.GetRelativePath(Compiler.Root, path).Split(Path.DirectorySeparatorChar)
                .Contains("obj"))
            .SelectMany(WideLines)];
        Assert.True(wide.Length == 0, string.Join('\n', wide));
    }

    private static IEnumerable<string> WideLines(string path)
    {
        var (number, quoted) = (0, false);
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var quotes = line.Split("\"\"\"").Length - 1;
            if (line.Length > Widest && !quoted && quotes == 0)
                yield return $"{Path.GetRelativePath(Compiler.Root, path)}:{number} has {line.Length} columns";
            quoted ^= quotes % 2 == 1;
        }
    }
}
