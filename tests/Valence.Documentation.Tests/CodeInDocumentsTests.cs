using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Valence.Tests;

/// <summary>The C# in README, docs and the packages' READMEs compiles as it stands there.</summary>
public sealed partial class CodeInDocumentsTests
{
    // Its code is quoted from a source file, which WalkThroughTests compares.
    private const string Quoting = "docs/adding-a-layer.md";

    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global "
        + "using System.IO; global using System.Linq;";

    public static TheoryData<string> Documents => [.. Directory.GetFiles(Compiler.Root, "*.md")
        .Concat(Directory.GetFiles(Path.Combine(Compiler.Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Concat(Directory.GetFiles(Path.Combine(Compiler.Root, "src"), "*.md", SearchOption.AllDirectories))
        .Where(path => Code().IsMatch(File.ReadAllText(path)))
        .Select(path => Path.GetRelativePath(Compiler.Root, path).Replace('\\', '/'))
        .Where(document => document != Quoting)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_compiles(string document)
    {
        var blocks = Code().Matches(File.ReadAllText(Path.Combine(Compiler.Root, document)))
            .Select(match => match.Groups[1].Value);
        var errors = Compiler.Compile(ImplicitUsings, string.Join("\n", blocks)).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors.Select(error => error.ToString()));
    }

    [Fact]
    public void README_shows_code() => Assert.Contains("README.md", Documents.Select(row => row.Data));

    [GeneratedRegex(@"^ *```csharp\r?\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
