using System.Globalization;
using System.Text.Json;

namespace Valence.Packages.Tests;

/// <summary>A user's program of the packages and the command line, trimmed and compiled to native code: no warning
/// while they are published, and the answers of the same program on the runtime.</summary>
public sealed class NativeTests(Feed feed)
{
    private const string Reviews = "data/reviews.csv";

    public static TheoryData<string, string[]> Forms => new()
    {
        { "trimmed", ["--self-contained", "-p:PublishTrimmed=true"] },
        { "native", ["-p:PublishAot=true"] },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_program_of_the_packages_learns_and_answers_the_same(string form, string[] options)
    {
        if (form == "native") SkipWithoutLinker();
        Silent(await ProgramRun.Dotnet(feed["Program"], ["publish", "-o", feed[form], .. options]));
        (await feed.Ask(form, "train", feed[$"{form}.valence"])).Succeeded();
        File.WriteAllText(feed[$"{form}.txt"], "a great and lovely film\nawful and boring\n");
        Assert.Equal(["positive", "negative"], (await Answers(form, feed[$"{form}.valence"], feed[$"{form}.txt"]))
            .Select(answer => answer.Label));

        foreach (var model in (string[])["sentiment", feed["own.valence"]])
        {
            var reviews = Path.Combine(Feed.Repository, Reviews);
            AssertSame(await Answers("jit", model, reviews), await Answers(form, model, reviews));
        }
    }

    [Fact]
    public async Task The_command_line_is_published_natively_and_answers_the_same()
    {
        SkipWithoutLinker();
        // In folders of its own: it restores and compiles for one kind of machine, which the build does not. The build
        // ran the analyzers.
        Silent(await ProgramRun.Dotnet(Feed.Repository, "publish", "src/Valence.Cli", "-p:PublishAot=true",
            "-p:TrimmerSingleWarn=false", "-p:RunAnalyzers=false", "--artifacts-path", feed["artifacts"], "-o",
            feed["cli"]));
        var valence = Path.Combine(feed["cli"], "valence");
        Assert.Equal(["models", "valence"], Directory.GetFileSystemEntries(feed["cli"]).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));

        var model = feed["cli.valence"];
        (await ProgramRun.Of(Feed.Repository, valence, "train", Reviews, "--recipe", "gru", "--epochs", "1", "--model",
            model)).Succeeded();
        foreach (var asked in (string[])[model, "models/sentiment.valence"])
        {
            string[] command = ["predict", asked, "--file", Reviews, "--json"];
            AssertSame(Answers(await ProgramRun.Dotnet(Feed.Repository, ["exec", OnTheRuntime, .. command])),
                Answers(await ProgramRun.Of(Feed.Repository, valence, command)));
        }
        var wrong = await ProgramRun.Of(Feed.Repository, valence, "predict", "README.md", "--file", Reviews);
        Assert.Equal(2, wrong.Code);
        Assert.StartsWith("valence: ", wrong.Output);
    }

    private static string OnTheRuntime => Path.Combine(Feed.Repository, "src", "Valence.Cli", "bin", Feed.Configuration,
        "net10.0", "Valence.Cli.dll");

    private static void SkipWithoutLinker() => Assert.SkipUnless(
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        && Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder =>
            File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc"))),
        "Native programs are linked by clang or gcc (with zlib1g-dev, on Linux), and neither is here.");

    private static void Silent(ProgramRun publish) =>
        Assert.DoesNotContain("warning", publish.Succeeded().Output, StringComparison.OrdinalIgnoreCase);

    private async Task<Answer[]> Answers(string published, string model, string texts) =>
        [.. (await feed.Ask(published, "ask", model, texts)).Succeeded().Lines.Select(line => line.Split(' ') is
            [var label, var probability] ? new Answer(label, float.Parse(probability, CultureInfo.InvariantCulture))
            : throw new FormatException(line))];

    private static Answer[] Answers(ProgramRun asked) => [.. asked.Succeeded().Lines.Select(line =>
    {
        using var json = JsonDocument.Parse(line);
        return new Answer(json.RootElement.GetProperty("label").GetString(),
            json.RootElement.GetProperty("probability").GetSingle());
    })];

    private static void AssertSame(Answer[] expected, Answer[] actual)
    {
        Assert.Equal(1_440, expected.Length);
        Assert.Equal(expected.Select(answer => answer.Label), actual.Select(answer => answer.Label));
        Assert.All(expected.Zip(actual), pair => Assert.InRange(
            MathF.Abs(pair.First.Probability - pair.Second.Probability), 0, 1e-6f));
    }

    private sealed record Answer(string? Label, float Probability);
}
