using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Valence.Tests;

/// <summary>The programs of one file in samples: each is a page that says itself what it needs, and runs on a few rows
/// as it does on its data.</summary>
public sealed partial class SamplesTests
{
    private const int Page = 64;

    // What each prints in the end, and the header of its data; FourReviews has its data in the code.
    private static readonly Dictionary<string, (string Prints, string? Header)> Expected = new()
    {
        ["CharacterTranslation"] = (@"fifty seven → \w+   \(siebenundfünfzig\)", null),
        ["Chat"] = (@"Come by until five\.[^~]*I know about bikes alone", null),
        ["DebateTweets"] = ("f1-score[^~]*(positive|negative)  inaccurate facts, don't vote for him", "text,sentiment"),
        ["FourReviews"] = (@"Validation accuracy: [01]\.00\s", null),
        ["ImdbCnnLstm"] = (@"Test accuracy: 0\.\d{4}|Test accuracy: 1.0000", "text,label"),
        ["ImdbLstm"] = (@"\d of 8 right: [^~]*(positive|negative) \(0\.\d+\)", "review,sentiment"),
        ["ImdbMlp"] = (@"576,305 [^~]*Accuracy: [0-9.]+.?%[^~]*\d\.\d{3}  Easily", "text,label"),
        ["Translate"] = (@"\d+ of 103 are right\. BLEU = \d", null),
    };

    public static TheoryData<string> Programs => [.. Directory.GetFiles(Path.Combine(Compiler.Root, "samples"), "*.cs")
        .Where(path => File.ReadLines(path).First().StartsWith("#:", StringComparison.Ordinal))
        .Select(path => Path.GetFileNameWithoutExtension(path))];

    [Fact]
    public void Every_program_is_run() => Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal),
        Programs.Select(row => row.Data).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_program_of_one_page_learns_from_a_few_rows(string name)
    {
        var path = Path.Combine(Compiler.Root, "samples", $"{name}.cs");
        Assert.InRange(File.ReadLines(path).Count(), 1, Page);
        var source = await File.ReadAllTextAsync(path);
        var project = Project().Match(source).Groups[1].Value;
        Assert.True(File.Exists(Path.Combine(Compiler.Root, "src", project, $"{project}.csproj")));
        Assert.Contains($"#:package {project}@", source);

        var program = Compiler.Compile(Compiler.ImplicitUsings, source);
        // It has no more than it names.
        List<string> others = ["Valence.Hosting.dll"];
        if (project != "Valence.Language") others.Add("Valence.Language.dll");
        if (project is not ("Valence.Language" or "Valence.Classification")) others.Add("Valence.Classification.dll");
        var fitting = program.WithReferences(program.References.Where(reference =>
            !others.Contains(Path.GetFileName(reference.Display)!)));
        Assert.Empty(fitting.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));

        var (prints, header) = Expected[name];
        var rows = Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? $"a good and lovely film {i},positive"
            : $"a bad and boring film {i},negative").Prepend(header);
        Assert.Matches(prints, await CompiledProgram.Run(fitting, header is null ? null : string.Join('\n', rows)));
    }

    [GeneratedRegex(@"^#:project \.\./src/(\S+)$", RegexOptions.Multiline)]
    private static partial Regex Project();
}
