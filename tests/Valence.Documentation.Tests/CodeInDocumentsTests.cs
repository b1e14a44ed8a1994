using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Valence.Tests;

/// <summary>The C# in README, docs and the packages' READMEs compiles as it stands there, and that of the guides
/// runs.</summary>
public sealed partial class CodeInDocumentsTests
{
    // Its code is quoted from a source file, which WalkThroughTests compares.
    private const string Quoting = "docs/adding-a-layer.md";

    // Its program is samples/Service, which tests start and ask.
    private const string Service = "docs/guides/service.md";

    public static TheoryData<string> Documents => [.. Directory.GetFiles(Compiler.Root, "*.md")
        .Concat(Directory.GetFiles(Path.Combine(Compiler.Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Concat(Directory.GetFiles(Path.Combine(Compiler.Root, "src"), "*.md", SearchOption.AllDirectories))
        .Where(path => Code().IsMatch(File.ReadAllText(path)))
        .Select(path => Path.GetRelativePath(Compiler.Root, path).Replace('\\', '/'))
        .Where(document => document != Quoting)];

    /// <summary>Programs of a page, which read and write nothing but what is in their folder.</summary>
    public static TheoryData<string> Guides => [.. Documents.Select(row => row.Data).Where(document =>
        document.StartsWith("docs/guides/", StringComparison.Ordinal) || document == "docs/encoder-decoder.md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_compiles(string document)
    {
        var errors = Program(document).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors.Select(error => error.ToString()));
    }

    [Theory]
    [MemberData(nameof(Guides))]
    public async Task Guides_run(string document)
    {
        var printed = await CompiledProgram.Run(Program(document));
        Assert.NotEmpty(printed);
        Assert.DoesNotContain("NaN", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_guide_is_run() => Assert.Equal(Directory.GetFiles(Path.Combine(Compiler.Root, "docs", "guides"))
        .Select(path => $"docs/guides/{Path.GetFileName(path)}").Where(path => path != Service)
        .Order(StringComparer.Ordinal),
        Guides.Select(row => row.Data).Where(path => path != "docs/encoder-decoder.md").Order(StringComparer.Ordinal));

    [Fact]
    public void README_shows_code() => Assert.Contains("README.md", Documents.Select(row => row.Data));

    private static Compilation Program(string document) => Compiler.Compile(
        Compiler.ImplicitUsings, string.Join("\n", Code()
        .Matches(File.ReadAllText(Path.Combine(Compiler.Root, document))).Select(match => match.Groups[1].Value)));

    [GeneratedRegex(@"^ *```csharp\r?\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
