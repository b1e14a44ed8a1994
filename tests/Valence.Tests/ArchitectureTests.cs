using System.Reflection;
using System.Xml.Linq;
using Valence.Layers;

namespace Valence.Tests;

/// <summary>The arrows between projects point one way.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Valence.Tensors"] = [],
        ["Valence.Text"] = ["Valence.Formats", "Valence.Tensors"],
        ["Valence.Formats"] = ["Valence.Tensors"],
        ["Valence"] = ["Valence.Formats", "Valence.Tensors", "Valence.Text"],
        ["Valence.Classification"] = ["Valence"],
        ["Valence.Language"] = ["Valence.Classification"],
        ["Valence.Hosting"] = ["Valence.Classification"],
        ["Valence.Cli"] = ["Valence.Language"],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(folder => Path.GetFileName(folder))];

    internal static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Valence.slnx"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_the_projects_below_it_alone(string project)
    {
        var file = XDocument.Load(Path.Combine(Root, "src", project, $"{project}.csproj"));
        var references = file.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(
                reference.Attribute("Include")!.Value.Replace('\\', '/'))).Order(StringComparer.Ordinal);
        Assert.Equal(Arrows[project], references);
    }

    [Fact]
    public void Every_pinned_package_is_pinned_in_one_place() =>
        Assert.DoesNotContain(
            Directory.GetFiles(Root, "*.csproj", SearchOption.AllDirectories),
            path => XDocument.Load(path).Descendants("PackageReference")
                .Any(reference => reference.Attribute("Version") is not null));

    [Theory]
    [InlineData("Valence.Backends", "GatheredRows")]
    [InlineData("Valence.Optimizers", "LateRows")]
    [InlineData("Valence.Optimizers", "LateStorage")]
    public void A_trick_is_known_in_the_folder_that_owns_it_alone(string owner, string trick)
    {
        var type = typeof(Layer).Assembly.GetType($"{owner}.{trick}", throwOnError: true)!;
        var knowing = typeof(Layer).Assembly.GetTypes()
            .Where(other => other.Namespace != owner && CompiledReferences.Of(other).Contains(type));
        Assert.Empty(knowing);
        Assert.Contains(typeof(Layer).Assembly.GetTypes(),
            other => other != type && other.DeclaringType != type && CompiledReferences.Of(other).Contains(type));
    }

    [Fact]
    public void No_public_name_means_two_types_among_the_namespaces_that_are_opened_together()
    {
        var opened = File.ReadLines(Path.Combine(Root, "README.md")).Select(line => line.Trim())
            .Where(line => line.StartsWith("using Valence", StringComparison.Ordinal) && line.EndsWith(';'))
            .Select(line => line["using ".Length..^1]).Append("Valence.Operations").ToHashSet();
        Assembly[] assemblies = [typeof(Tensor).Assembly, typeof(Text.Tokenizer).Assembly, typeof(Layer).Assembly];
        var twice = assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsNested && type.Namespace is { } space && opened.Contains(space))
            .GroupBy(type => type.Name).Where(group => group.Count() > 1)
            .Select(group => string.Join(" and ", group.Select(type => type.FullName)));
        Assert.Contains("Valence.Layers", opened);
        Assert.Empty(twice);
    }
}
