using Valence.Stress;

namespace Valence.Tests.Sessions;

/// <summary>A few seconds of the program that calls every pair of public methods at once.</summary>
public sealed class StressTests(ITestOutputHelper output)
{
    [Fact]
    public void The_program_calls_every_public_method() => Assert.Empty(PublicMethods.Unknown());

    [Fact]
    public void The_document_says_what_is_refused() => Assert.Contains(Refusals.Markdown(),
        File.ReadAllText(Path.Combine(Root(), "docs", "at-once.md")));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Pairs_at_once_are_right(int seed)
    {
        List<string> wrong = [];
        output.WriteLine(new Suite(seed, threads: 8).Run(TimeSpan.FromSeconds(4), wrong.Add).Report);
        Assert.Empty(wrong);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Valence.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
