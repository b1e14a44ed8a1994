namespace Valence.Tests.Documentation;

/// <summary>The code that a page walks through is the code of the file it names, line by line, so that it compiles as
/// written.</summary>
public sealed class WalkThroughTests
{
    [Fact]
    public void Adding_a_layer_shows_lines_of_Dense_of_its_row_and_of_the_sample()
    {
        var root = Root();
        var blocks = Blocks(File.ReadAllLines(Path.Combine(root, "docs", "adding-a-layer.md"))).ToList();
        string[] files = ["Dense.cs", "Dense.cs", "CoreLayerRows.cs", Path.Combine("OwnParts", "Program.cs")];
        Assert.Equal(files.Length, blocks.Count);
        foreach (var (file, block) in files.Zip(blocks))
            Assert.True(Squeezed(File.ReadAllText(Find(root, file))).Contains(Squeezed(block), StringComparison.Ordinal),
                $"{file} does not hold:\n{block}");

        static string Find(string root, string file) => Directory
            .GetFiles(root, Path.GetFileName(file), SearchOption.AllDirectories)
            .First(path => path.EndsWith(Path.DirectorySeparatorChar + file, StringComparison.Ordinal));
    }

    [Fact]
    public void Adding_a_layer_names_what_there_is()
    {
        var root = Root();
        var page = File.ReadAllText(Path.Combine(root, "docs", "adding-a-layer.md"));
        foreach (var name in (string[])["GlobalAveragePooling1D", "Dense", "Embedding", "GoldenLayerTests"])
        {
            Assert.Contains(name, page);
            Assert.NotEmpty(Directory.GetFiles(root, name + ".cs", SearchOption.AllDirectories));
        }
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(root, "src", "Valence", "Saving"), "*LayerRows.cs",
            SearchOption.AllDirectories));
        Assert.True(Directory.Exists(Path.Combine(root, "samples", "OwnParts")));
    }

    private static IEnumerable<string> Blocks(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() != "```csharp") continue;
            yield return string.Join('\n', lines.Skip(i + 1).TakeWhile(line => line.Trim() != "```"));
        }
    }

    private static string Squeezed(string code) =>
        string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Valence.slnx")))
            directory = directory.Parent;
        return directory?.FullName
            ?? throw new DirectoryNotFoundException("No folder above the tests holds Valence.slnx.");
    }
}
