using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Valence.Packages.Tests;

/// <summary>What is packed, and that it serves whoever installs it.</summary>
public sealed class PackageTests(Feed feed)
{
    private static readonly string[] Libraries =
        ["Valence", "Valence.Classification", "Valence.Formats", "Valence.Hosting", "Valence.Language",
            "Valence.Tensors", "Valence.Text"];

    private const string Tool = "Valence.Cli";

    public static TheoryData<string> Packages => [.. Libraries, Tool];

    [Fact]
    public void Libraries_and_the_tool_are_packed_and_nothing_else()
    {
        Assert.Equal([.. Libraries.Append(Tool).Order(StringComparer.Ordinal)], Names("*.nupkg"));
        Assert.Equal(Libraries, Names("*.snupkg"));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_says_what_it_is(string package)
    {
        using var opened = Open(package);
        var metadata = XDocument.Load(opened.GetEntry($"{package}.nuspec")!.Open()).Root!.Elements().Single();
        string Of(string name) =>
            metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
        Assert.Equal("The Valence authors", Of("authors"));
        Assert.Equal("MIT", Of("license"));
        Assert.EndsWith(".", Of("description"));
        Assert.NotEmpty(Of("tags"));
        Assert.True(opened.GetEntry(Of("readme"))!.Length > 100);
        Assert.True(opened.GetEntry(Of("icon"))!.Length > 100);
        Assert.Empty(metadata.Descendants().Where(element => element.Name.LocalName == "repository")
            .Attributes("url"));
        // The parts see each other's internals.
        Assert.All(metadata.Descendants().Where(element => element.Name.LocalName == "dependency"
            && element.Attribute("id")!.Value.StartsWith("Valence", StringComparison.Ordinal)),
            part => Assert.Equal($"[{feed.Version}]", part.Attribute("version")!.Value));
    }

    [Fact]
    public void Libraries_are_documented_and_the_tool_has_no_ballast()
    {
        foreach (var library in Libraries)
        {
            using var opened = Open(library);
            Assert.Equal([$"lib/net10.0/{library}.dll", $"lib/net10.0/{library}.xml"], opened.Entries
                .Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
            using var symbols = Open(library, "snupkg");
            var files = new[]
            {
                opened.GetEntry($"lib/net10.0/{library}.dll"), symbols.GetEntry($"lib/net10.0/{library}.pdb"),
            };
            // Whoever builds for debugging keeps the paths.
            if (Feed.Configuration == "Release")
                Assert.All(files, file => Assert.DoesNotContain(Feed.Repository, Text(file!)));
        }
        using var tool = Open(Tool);
        Assert.NotNull(tool.GetEntry("tools/net10.0/any/models/sentiment.valence"));
        Assert.DoesNotContain(tool.Entries, entry => Path.GetExtension(entry.FullName) is ".pdb"
            || entry.FullName.EndsWith(".xml", StringComparison.Ordinal) && entry.Name.StartsWith("Valence",
                StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_of_the_packages_learns_and_asks_also_the_model_that_comes_with_them()
    {
        File.WriteAllText(feed["texts.txt"], "a great and lovely film\nawful and boring\n");
        var own = (await feed.Ask("jit", "ask", feed["own.valence"], feed["texts.txt"])).Succeeded();
        Assert.Equal(["positive", "negative"], own.Lines.Select(line => line.Split(' ')[0]));
        var sentiment = (await feed.Ask("jit", "ask", "sentiment", feed["texts.txt"])).Succeeded();
        Assert.Equal(["positive", "negative"], sentiment.Lines.Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("over a package", "")]
    [InlineData("over both", "<ProjectReference Include=\"../Between/Between.csproj\" />")]
    public async Task The_model_of_sentiment_comes_over_other_packages(string name, string also)
    {
        Directory.CreateDirectory(feed[name]);
        File.WriteAllText(Path.Combine(feed[name], "Service.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="Valence.Hosting" Version="{feed.Version}" />{also}</ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(feed[name], "Program.cs"), """
            using Microsoft.Extensions.DependencyInjection;
            new ServiceCollection().AddTextClassifier("model.valence");
            """);
        (await ProgramRun.Dotnet(feed[name], "publish", "-o", "published")).Succeeded();
        Assert.True(File.Exists(Path.Combine(feed[name], "published", "models", "sentiment.valence")));
    }

    [Fact]
    public async Task The_tool_is_installed_and_answers()
    {
        (await ProgramRun.Dotnet(feed["."], "tool", "install", Tool, "--version", feed.Version, "--tool-path",
            feed["tools"])).Succeeded();
        var answer = await ProgramRun.Of(feed["."], Path.Combine(feed["tools"], OperatingSystem.IsWindows()
            ? "valence.exe" : "valence"), "predict", "What a lovely evening!");
        Assert.StartsWith("positive", answer.Succeeded().Output);
    }

    private static string Text(ZipArchiveEntry file)
    {
        using var reader = new StreamReader(file.Open(), Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private string[] Names(string pattern) => [.. Directory.GetFiles(feed.Packages, pattern)
        .Select(path => Path.GetFileName(path).Split($".{feed.Version}")[0]).Order(StringComparer.Ordinal)];

    private ZipArchive Open(string package, string kind = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(feed.Packages, $"{package}.{feed.Version}.{kind}"));
}
