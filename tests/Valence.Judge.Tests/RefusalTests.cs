using Valence.Judge;

namespace Valence.Judge.Tests;

/// <summary>What is refused of Keras' models is listed in docs/keras-refusals.md.</summary>
public sealed class RefusalTests(RealKeras keras, ITestOutputHelper output) : IClassFixture<RealKeras>
{
    [Fact]
    public void Every_refusal_met_is_of_a_listed_kind()
    {
        var known = RefusalKinds.Listed();
        var results = new RandomModels(keras.Python, keras.Folder, processes: 2)
            .Examine(Enumerable.Range(1, 30), TimeSpan.FromMinutes(5));
        var refused = results.SelectMany(result => result.Findings
            .Where(finding => finding.Verdict == Verdict.Refused).Select(finding => (result.Seed, finding))).ToList();
        output.WriteLine($"{results.Count} models, {refused.Select(entry => entry.Seed).Distinct().Count()} refused");
        Assert.Equal(30, results.Count);
        Assert.Equal([], refused.Where(entry => known.Of(entry.finding.Detail) is null)
            .Select(entry => $"seed {entry.Seed}, {entry.finding.Step}: {entry.finding.Detail}"));
    }

    [Fact]
    public void Every_kind_has_a_reason_and_a_way_out()
    {
        var rows = File.ReadLines(Path.Combine(KerasEnvironment.Repository, "docs", "keras-refusals.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var cells = row.Split('`', 3)[2].Split('|').Where(cell => !string.IsNullOrWhiteSpace(cell)).ToList();
            Assert.Equal(2, cells.Count);
        });
    }
}
