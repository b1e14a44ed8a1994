using System.Diagnostics;
using System.Globalization;
using Valence.Judge;

namespace Valence.Judge.Tests;

/// <summary>Random whole models of real Keras, opened in every form on both backends, written in every form and opened
/// by real Keras.</summary>
public sealed class RandomModelTests(RealKeras keras, ITestOutputHelper output) : IClassFixture<RealKeras>
{
    private static readonly string List = Path.Combine(
        KerasEnvironment.Repository, "tests", "Valence.Judge.Tests", "seeds.txt");

    [Fact]
    public void Models_of_fixed_seeds_are_read_and_written_as_Keras_does()
    {
        var seeds = File.ReadLines(List).Where(line => !line.StartsWith('#'))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        var clock = Stopwatch.StartNew();
        var results = new RandomModels(keras.Python, keras.Folder, processes: 2) { Shrinks = true }
            .Examine(seeds, TimeSpan.FromMinutes(5));
        output.WriteLine(Report.Of(results, clock.Elapsed));
        Assert.Equal(seeds.Count, results.Count);
        Assert.True(results.All(result => result is { Status: "made", Verdict: Verdict.Right }),
            Report.Of(results, clock.Elapsed));
    }

    // It looks for what nobody thought of: a failure is a report to be read, and the seed goes into the list above once
    // it is mended.
    [Fact]
    public void Models_of_the_day_are_examined_and_reported()
    {
        var today = DateTime.UtcNow;
        var seed = today.Year * 1_000_000 + today.DayOfYear * 1000;
        var clock = Stopwatch.StartNew();
        var results = new RandomModels(keras.Python, keras.Folder, processes: 2) { Shrinks = true }
            .Examine(Enumerable.Range(seed, 1000), TimeSpan.FromSeconds(20));
        var report = Report.Of(results, clock.Elapsed);
        output.WriteLine(report);
        if (results.FirstOrDefault(result => result.Verdict != Verdict.Right) is { } failed)
            TestContext.Current.AddWarning(
                $"Seed of the day {seed}: {results.Count(result => result.Verdict == Verdict.Right)} of "
                + $"{results.Count} right; first {failed.Worst!.Verdict} with seed {failed.Seed}. "
                + $"See --models 1 --seed {failed.Seed} --shrink of tests/Valence.Judge.");
        Assert.NotEmpty(results);
    }
}
